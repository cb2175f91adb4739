"""Profile, password, portal, language, appearance."""

import pytest
from django.urls import NoReverseMatch, reverse

from accounts.models import Portal, Role, Tier, User
from tests.accounts.people import PASSWORD

PROFILE = {"name": "Ana", "email": "ana@example.com", "language": "fr", "theme": "dark"}


def test_the_profile_keeps_name_language_and_appearance(logged_in):
    client = logged_in()

    answer = client.post("/settings/profile/", PROFILE)

    user = User.objects.get()
    assert (user.name, user.language) == ("Ana", "fr")
    assert answer.cookies["theme"].value == "dark"
    assert 'data-theme="dark"' in client.get("/settings/").content.decode()


def test_the_profile_refuses_an_address_that_another_user_has(logged_in, make_user):
    client = logged_in()
    make_user("ben@example.com")

    answer = client.post("/settings/profile/", {**PROFILE, "email": "BEN@example.com"})

    assert answer.context["form"].errors["email"] == ["Another user has this e-mail address."]


def test_the_profile_cannot_change_the_role(logged_in):
    client = logged_in(Role.VIEWER)

    client.post("/settings/profile/", {**PROFILE, "role": "admin", "is_superuser": "1"})

    assert User.objects.get().role == Role.VIEWER


def test_the_password_changes_and_one_stays_logged_in(logged_in):
    client = logged_in()

    client.post(
        "/settings/password/",
        {"old_password": PASSWORD, "new_password1": "another long phrase", "new_password2": "another long phrase"},
    )

    assert User.objects.get().check_password("another long phrase")
    assert client.get("/settings/").status_code == 200


def test_the_portal_keeps_its_name_and_tier(logged_in):
    client = logged_in(Role.ADMIN)

    client.post("/settings/portal/", {"name": "Maison Alder", "tier": "basic"})

    assert (Portal.current().name, Portal.current().tier) == ("Maison Alder", Tier.BASIC)


def test_the_portal_page_says_what_each_tier_opens(logged_in):
    page = logged_in(Role.ADMIN).get("/settings/portal/").content.decode()

    assert "Segments by line item" in page
    assert "Workflows" in page


def test_an_unknown_tier_is_refused(logged_in):
    logged_in(Role.ADMIN).post("/settings/portal/", {"name": "", "tier": "gold"})

    assert Portal.current().tier == Tier.ENTERPRISE


@pytest.mark.parametrize("role", [Role.MARKETER, Role.VIEWER])
def test_the_portal_is_for_administrators(logged_in, role):
    client = logged_in(role)

    answer = client.post("/settings/portal/", {"name": "x", "tier": "free"})

    assert answer.status_code == 403
    assert "Only administrators" in answer.content.decode()
    assert "settings/portal" not in client.get("/settings/").content.decode()


def test_the_language_is_kept_for_the_user(logged_in):
    client = logged_in()

    answer = client.post("/language/", {"language": "fr", "next": "/settings/"})

    assert answer.url == "/settings/"
    assert User.objects.get().language == "fr"
    assert '<html lang="fr"' in client.get("/settings/").content.decode()


def test_a_language_that_does_not_exist_changes_nothing(logged_in):
    logged_in().post("/language/", {"language": "xx", "next": "/"})

    assert User.objects.get().language == ""


def test_the_language_of_the_log_in_page_can_be_changed(client, make_user):
    make_user()

    client.post("/language/", {"language": "fr", "next": "/log-in/"})

    assert '<html lang="fr"' in client.get("/log-in/").content.decode()


def test_appearance_is_kept_and_leads_back(logged_in):
    client = logged_in()

    answer = client.post("/appearance/", {"theme": "light", "rail": "collapsed", "next": "/settings/"})

    assert answer.url == "/settings/"
    page = client.get("/settings/").content.decode()
    assert 'data-theme="light"' in page
    assert 'data-rail="collapsed"' in page


def test_appearance_leads_to_no_foreign_page_and_keeps_no_nonsense(logged_in):
    answer = logged_in().post("/appearance/", {"theme": "<script>", "next": "//elsewhere.example/"})

    assert answer.url == "/"
    assert "theme" not in answer.cookies


def test_times_are_shown_in_the_stores_zone(logged_in):
    from accounts.middleware import portal_zone

    Portal.objects.update_or_create(id=1, defaults={"time_zone": "America/New_York"})
    assert str(portal_zone()) == "America/New_York"

    Portal.objects.update(time_zone="No/Where")
    assert str(portal_zone()) == "UTC"
    assert logged_in().get("/settings/").status_code == 200


def test_settings_link_the_e_commerce_page_when_there_is_one(logged_in):
    page = logged_in().get("/settings/").content.decode()
    try:
        address = reverse("e-commerce-settings")
    except NoReverseMatch:
        assert "E-commerce" not in page
    else:
        assert f'href="{address}"' in page
