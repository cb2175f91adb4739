"""Automation: the three workflows, the page of each, its delays and days (SPEC W1, W2, W3, C9)."""

import pytest

from accounts.audit import Action
from accounts.models import AuditEntry, Role
from workflows.models import EmailState, Kind, MarketingEmail, Workflow, WorkflowStep


def main_of(answer):
    return answer.content.decode().split("<main")[1].split("</main>")[0]


def test_before_a_store_is_connected_the_page_says_what_to_do(log_in, db):
    page = main_of(log_in(Role.ADMIN).get("/automation/"))

    assert "Once a store is connected, three workflows are here" in page
    assert 'href="/integrations/"' in page
    assert "Only administrators connect a store" not in page


def test_a_marketer_is_told_who_connects_a_store(log_in, db):
    assert "Only administrators connect a store" in main_of(log_in().get("/automation/"))


def test_the_three_workflows_with_trigger_state_delays_and_emails(log_in, workflows):
    page = main_of(log_in(Role.VIEWER).get("/automation/"))

    for words in (
        "New customer welcome",
        "A contact buys for the first time.",
        "Abandoned cart follow-up",
        "Re-engage past customers",
        "A contact who has bought before has not bought for 60 days.",
        "Wait 14 days",
        "No delay",
        "Welcome 2: A look around",
    ):
        assert words in page
    assert page.count("Workflow is off") == 3
    assert page.count("Automated draft") == 9


@pytest.mark.parametrize("kind", Kind)
def test_a_workflow_is_drawn_with_four_actions_folded(log_in, workflows, kind):
    page = main_of(log_in().get(f"/automation/{kind}/"))
    above, folded = page.split("<details")[0], page.split("<details")[1].split("</details>")[0]

    assert above.count("flow__icon--send") == 1
    assert folded.count("flow__icon--send") == 2
    assert "Expand 4 actions" in folded
    assert "The trigger and the kinds of action cannot be changed" in page
    assert "can be switched on once its three e-mails are published" in page
    for step in workflows[kind].steps.all():
        assert step.email.name in page.split('id="to-switch-on"')[1]


def test_what_is_published_is_no_longer_named_as_missing(log_in, workflows):
    first = workflows[Kind.WELCOME].steps.get(place=1).email
    MarketingEmail.objects.filter(pk=first.pk).update(state=EmailState.PUBLISHED, saved_for_automation=True)

    page = main_of(log_in().get("/automation/welcome/"))

    assert first.name not in page.split('id="to-switch-on"')[1].split("</section>")[0]
    assert "Saved for automation" in page


def test_a_step_whose_email_was_deleted_says_so(log_in, workflows):
    workflows[Kind.WELCOME].steps.get(place=3).email.delete()

    page = main_of(log_in().get("/automation/welcome/"))

    assert "The e-mail was deleted" in page
    assert "E-mail 3 was deleted" in page
    assert "The e-mail was deleted" in main_of(log_in(Role.ADMIN).get("/automation/"))


def test_the_number_of_queries_does_not_grow(log_in, workflows, django_assert_max_num_queries):
    client = log_in()
    with django_assert_max_num_queries(12):
        client.get("/automation/")


def test_a_workflow_that_does_not_exist(log_in, workflows):
    client = log_in()
    assert client.get("/automation/newsletter/").status_code == 404
    assert client.get("/automation/welcome/delays/4/").status_code == 404
    assert client.get("/automation/welcome/days/").status_code == 404


def test_a_delay_is_saved_in_days_hours_and_minutes(log_in, workflows):
    answer = log_in().post("/automation/welcome/delays/2/", {"days": "1", "hours": "2", "minutes": "30"}, follow=True)

    assert workflows[Kind.WELCOME].steps.get(place=2).delay_seconds == 95_400
    assert "Delay saved: 1 day, 2 hours, 30 minutes." in answer.content.decode()
    assert answer.redirect_chain == [("/automation/welcome/", 302)]


def test_changes_stand_in_the_audit_log(log_in, workflows):
    client = log_in()
    client.post("/automation/welcome/delays/2/", {"days": "1"})
    client.post("/automation/re_engagement/days/", {"lapse_days": "30"})

    delay, days = AuditEntry.objects.filter(action=Action.SETTINGS_CHANGED).order_by("id")
    assert delay.details == {"delay_seconds": {"from": 259_200, "to": 86_400}}
    assert delay.target_id == workflows[Kind.WELCOME].steps.get(place=2).pk
    assert days.details == {"lapse_days": {"from": 60, "to": 30}}


def test_an_empty_field_counts_as_none(log_in, workflows):
    log_in().post("/automation/welcome/delays/3/", {"days": "", "hours": "", "minutes": "15"})

    assert workflows[Kind.WELCOME].steps.get(place=3).delay_seconds == 900


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"days": "-1", "hours": "0", "minutes": "0"}, "greater than or equal to 0"),
        ({"days": "0", "hours": "24", "minutes": "0"}, "less than or equal to 23"),
        ({"days": "0", "hours": "0", "minutes": "60"}, "less than or equal to 59"),
        ({"days": "366", "hours": "0", "minutes": "0"}, "less than or equal to 365"),
        ({"days": "365", "hours": "0", "minutes": "1"}, "365 days at the most"),
        ({"days": "soon", "hours": "0", "minutes": "0"}, "whole number"),
        ({"days": "1.5", "hours": "0", "minutes": "0"}, "whole number"),
    ],
)
def test_a_delay_that_cannot_be_is_refused_at_the_field(log_in, workflows, given, said):
    answer = log_in().post("/automation/abandoned_cart/delays/2/", given)

    assert said in answer.content.decode()
    assert workflows[Kind.ABANDONED_CART].steps.get(place=2).delay_seconds == 86_400


def test_the_panel_is_brought_and_taken_away_by_htmx(log_in, workflows):
    client, headers = log_in(), {"HX-Request": "true"}
    panel = client.get("/automation/welcome/delays/2/", headers=headers).content.decode()
    assert panel.lstrip().startswith('<dialog class="panel"')
    assert 'name="days" value="3"' in panel

    refused = client.post("/automation/welcome/delays/2/", {"hours": "30"}, headers=headers)
    assert "<dialog" in refused.content.decode()
    assert "<html" not in refused.content.decode()

    saved = client.post("/automation/welcome/delays/2/", {"hours": "3"}, headers=headers)
    assert saved.headers["HX-Redirect"] == "/automation/welcome/"


def test_the_days_without_a_purchase_are_set(log_in, workflows):
    answer = log_in().post("/automation/re_engagement/days/", {"lapse_days": "1"}, follow=True)

    assert Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days == 1
    assert "has not bought for 1 day." in answer.content.decode()


@pytest.mark.parametrize("days", ["0", "731", "-5", "", "x"])
def test_days_that_cannot_be_are_refused(log_in, workflows, days):
    answer = log_in().post("/automation/re_engagement/days/", {"lapse_days": days})

    assert "field__error" in answer.content.decode()
    assert Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days == 60


CHANGES = [("/automation/welcome/delays/1/", {"days": "9"}), ("/automation/re_engagement/days/", {"lapse_days": "9"})]


@pytest.mark.parametrize(("address", "given"), CHANGES)
def test_viewers_read_and_change_nothing(log_in, workflows, address, given):
    client = log_in(Role.VIEWER)

    assert client.get(address).status_code == client.post(address, given).status_code == 403
    assert WorkflowStep.objects.get(workflow__kind=Kind.WELCOME, place=1).delay_seconds == 0
    assert Workflow.objects.get(kind=Kind.RE_ENGAGEMENT).lapse_days == 60
    page = main_of(client.get("/automation/re_engagement/"))
    assert "/delays/" not in page
    assert "/days/" not in page


@pytest.mark.parametrize("address", ["/automation/", "/automation/welcome/", *(address for address, _ in CHANGES)])
def test_strangers_are_asked_to_log_in(client, workflows, address):
    assert client.get(address).headers["Location"].startswith("/log-in/")


def test_below_pro_the_pages_say_which_tier_it_takes_and_nothing_is_lost(log_in, workflows, basic_tier):
    client = log_in()
    for address in ("/automation/", "/automation/welcome/"):
        page = main_of(client.get(address))
        assert "Workflows take the Pro tier or higher. This portal is on Basic." in page
        assert "Workflow is off" in page
        assert "/delays/" not in page
    answer = client.post("/automation/welcome/delays/2/", {"days": "9"})

    assert answer.status_code == 403
    assert "Workflows take the Pro tier or higher." in answer.content.decode()
    assert WorkflowStep.objects.get(workflow__kind=Kind.WELCOME, place=2).delay_seconds == 3 * 86_400
    assert "/settings/portal/" not in main_of(client.get("/automation/"))
    assert "/settings/portal/" in main_of(log_in(Role.ADMIN).get("/automation/"))


def test_from_pro_on_no_tier_is_spoken_of(log_in, workflows):
    assert "tier" not in main_of(log_in().get("/automation/welcome/"))


def test_the_rail_leads_there(log_in, workflows):
    page = log_in().get("/automation/welcome/").content.decode()

    for address in ("/lists/", "/automation/", "/emails/"):
        assert f'class="rail__link" href="{address}"' in page
