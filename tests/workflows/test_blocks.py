"""A body is checked before it is kept; the admin says what is wrong in words."""

import pytest
from django.core.exceptions import ValidationError

from workflows.blocks import body_of, parse_body, validate_body
from workflows.models import MarketingEmail, Workflow, WorkflowStep


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"type": "text"}, "list"),
        ([{"type": "carousel"}], "Block 1"),
        ([{"type": "divider"}, {"type": "button", "label": "Go"}], "Block 2 (button › url)"),
        ([{"type": "divider", "colour": "red"}], "colour"),
        ([{"type": "columns", "columns": [[{"type": "cart_items"}], []]}], "Block 1"),
        ([{"type": "columns", "columns": [[]]}], "columns"),
        ([{"type": "product", "count": 9}], "count"),
        ([{"type": "divider"}] * 61, "60"),
        ("text", "list"),
        (None, "list"),
    ],
)
def test_what_is_no_body_is_refused_in_words(body, said):
    with pytest.raises(ValidationError) as refusal:
        validate_body(body)

    assert said in " ".join(refusal.value.messages)


def test_a_body_comes_back_as_it_was():
    body = [
        {"type": "store_header"},
        {
            "type": "columns",
            "columns": [[{"type": "heading", "text": "One"}], [{"type": "text", "html": "<p>Two</p>"}]],
        },
        {"type": "product", "pick": "chosen", "product_id": 7},
        {"type": "footer"},
    ]

    assert parse_body(body_of(parse_body(body))) == parse_body(body)


def test_text_keeps_simple_html_alone():
    (block,) = parse_body([{"type": "text", "html": "<h1>a</h1><p style='x'>b<script>c</script><em>d</em></p>"}])

    assert block.html == "a<p>b<em>d</em></p>"


def test_the_admin_refuses_a_wrong_body_and_keeps_the_rest_out_of_reach(admin_client, workflows):
    email = MarketingEmail.objects.earliest("id")
    address = f"/admin/workflows/marketingemail/{email.pk}/change/"
    given = {"name": "x", "language": "en", "subject": "x", "made_for": "", "body": '[{"type": "carousel"}]'}

    assert "Block 1" in admin_client.post(address, given).content.decode()
    assert admin_client.post(address, {**given, "body": "[]", "state": "published"}).status_code == 302
    email.refresh_from_db()
    assert (email.name, email.state) == ("x", "draft")


@pytest.mark.parametrize("model", ["workflow", "workflowstep", "marketingemail", "emailversion", "sender"])
def test_the_admin_lists_and_searches_every_model(admin_client, workflows, model):
    assert admin_client.get(f"/admin/workflows/{model}/?q=welcome").status_code == 200


def test_in_the_admin_there_are_three_workflows_no_more_no_fewer(admin_client, workflows):
    assert admin_client.get("/admin/workflows/workflow/add/").status_code == 403
    assert admin_client.post(f"/admin/workflows/workflow/{workflows['welcome'].pk}/delete/").status_code == 403
    assert admin_client.get(f"/admin/workflows/workflow/{workflows['welcome'].pk}/change/").status_code == 200
    assert (Workflow.objects.count(), WorkflowStep.objects.count()) == (3, 9)
