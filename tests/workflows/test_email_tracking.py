"""Links and pictures of e-mails: what they become, and what is heard of them."""

from datetime import timedelta
from html import escape
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.answers import SENT, make_contact, sent_email
from workflows.blocks import Button, Columns, Footer, Image, Text, body_of
from workflows.engagement.campaigns import campaign_of, store_hosts, text_with_campaign, with_campaign
from workflows.engagement.links import click_urls, open_url, read_click
from workflows.engagement.tracking import with_tracking
from workflows.models import EmailEvent, MarketingEmail, OutboxEmail
from workflows.personalisation import Filling
from workflows.rendering import render_email
from workflows.samples import sample_for
from workflows.subscriptions.links import preferences_url, token_for, unsubscribe_url

pytestmark = pytest.mark.django_db
PERSON = {"User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1 Version/17 Safari/605.1"}
HOSTS = frozenset({"maison.example.com"})
LATER = SENT + timedelta(hours=1)


@pytest.fixture
def entry(workflows):
    return sent_email(make_contact(), workflows["welcome"])


@pytest.fixture
def visit(settings):
    """Follows an address, as a person does who has all the time in the world, or as told."""

    def go(url, at=LATER, method="get", **headers):
        with time_machine.travel(at, tick=False):
            path = url.removeprefix(settings.APP_URL)
            return getattr(Client(), method)(path, headers={**PERSON, **headers})

    return go


def click_url(entry, url, links=4):
    """The address of one of so many links."""
    others = [f"https://maison.example.com/another/{number}" for number in range(links - 1)]
    return click_urls(entry.pk, [url, *others])[url]


def heard(kind):
    return list(EmailEvent.objects.filter(kind=kind).order_by("id").values_list("is_machine", flat=True))


def links_in(html):
    return [one["href"] for one in BeautifulSoup(html, "html.parser").select("a[href]")]


# --- What the HTML becomes ----------------------------------------------------------------------------------------
def drawn(*blocks, **links):
    """An e-mail of these blocks, filled in for nobody in particular."""
    email = MarketingEmail(subject="Hello", language="en", body=body_of(list(blocks)))
    return render_email(email, Filling(contact={}, store={}, **links)).document


def test_links_lead_through_here_with_the_campaign_on_those_into_the_store(portal):
    html = (
        '<p>href="https://no.link/" <a href="https://www.maison.example.com/p?a=1&amp;utm_medium=sms#x">A</a>'
        '<A HREF=\'https://other.example.org/p?q="\' title="&lt;a href=">B</A><a href="mailto:a@b.co">C</a>'
        '<a href="tel:1">D</a><a>E</a></p>'
    )
    first, second, *others = links_in(with_tracking(drawn(Text(html=html)), 7, "welcome-hello", HOSTS))

    target = read_click(first.split("/e/c/")[1].strip("/"))
    assert (target.entry_id, target.links) == (7, 2)
    parts = urlsplit(target.url)
    assert (parts.netloc, parts.path, parts.fragment) == ("www.maison.example.com", "/p", "x")
    assert parse_qs(parts.query) == {
        "a": ["1"],
        "utm_medium": ["sms"],
        "utm_source": ["hubsync"],
        "utm_campaign": ["welcome-hello"],
    }
    assert read_click(second.split("/e/c/")[1].strip("/")).url == 'https://other.example.org/p?q="'
    assert others == ["mailto:a@b.co", "tel:1"]


def test_links_for_readers_stay_as_they_are(entry):
    ours = [unsubscribe_url(entry.pk, entry.address), preferences_url(entry.pk, entry.address)]
    document = drawn(Footer(), unsubscribe_url=ours[0], preferences_url=ours[1])
    assert links_in(with_tracking(document, entry.pk, "c", HOSTS)) == ours


def test_links_of_every_block_are_heard(entry):
    url = "https://maison.example.com/p?a=1&b=2"
    text, button = Text(html=f'<p>See <a href="{escape(url)}">this</a> &amp; that</p>'), Button(label="Go", url=url)
    picture = Image(src="https://maison.example.com/a.png", alt="A", url=url)
    document = drawn(text, picture, button, Columns(columns=[[button, text], [picture]]))
    before, after = links_in(str(document)), links_in(with_tracking(document, entry.pk, "c", HOSTS))
    assert before == [url] * 6
    assert {read_click(one.split("/e/c/")[1].strip("/")).url for one in after} == {with_campaign(url, "c", HOSTS)}
    assert len(after) == 6


def test_every_default_email_looks_as_before(workflows):
    for email in MarketingEmail.objects.all():
        rendered = render_email(email, sample_for(email).filling)
        html, tracked = rendered.html, with_tracking(rendered.document, 1, campaign_of("welcome", email))
        before, after = BeautifulSoup(html, "html.parser"), BeautifulSoup(tracked, "html.parser")
        assert after.select("img")[-1]["src"].endswith(".gif")
        after.select("img")[-1].decompose()
        assert after.get_text() == before.get_text()
        assert [one.name for one in after.select("body *")] == [one.name for one in before.select("body *")]
        assert tracked.lower().startswith("<!doctype html>")
        assert tracked.count("<!--[if") == html.count("<!--[if")
        assert all("/e/c/" in one for one in links_in(tracked) if one.startswith("http"))


PARTS = st.text(st.characters(codec="utf-8", exclude_characters="#?&=+;%\t\r\n[]", exclude_categories=("Cc", "Cs")))


@given(st.lists(st.tuples(PARTS.filter(bool), PARTS), max_size=4), st.sampled_from(["", "#frag"]))
def test_parameters_that_are_there_stay_first_and_whole(pairs, fragment):
    query = "&".join(f"{name}={value}" for name, value in pairs)
    url = f"https://maison.example.com/x{'?' if query else ''}{query}{fragment}"
    after = urlsplit(with_campaign(url, "c", HOSTS))
    assert after.query.startswith(query)
    assert after.fragment == fragment.removeprefix("#")
    assert dict(parse_qsl(after.query))["utm_source"] == "hubsync" or "utm_source" in dict(pairs)
    assert with_campaign(url.replace("maison", "other"), "c", HOSTS) == url.replace("maison", "other")


def test_the_store_is_known_by_its_domain_and_plain_texts_get_the_campaign(portal):
    assert store_hosts() == HOSTS
    text = "Look: https://maison.example.com/new. Or (https://maison.example.com/a?b=1), https://x.example/."
    assert text_with_campaign(text, "c", HOSTS) == (
        "Look: https://maison.example.com/new?utm_source=hubsync&utm_medium=email&utm_campaign=c. "
        "Or (https://maison.example.com/a?b=1&utm_source=hubsync&utm_medium=email&utm_campaign=c), "
        "https://x.example/."
    )


# --- What is heard ------------------------------------------------------------------------------------------------
def test_a_person_who_opens_twice_is_one_row(entry, visit):
    url = open_url(entry.pk)
    for answer in (visit(url), visit(url, LATER + timedelta(days=1))):
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/gif")
        assert "no-store" in answer["Cache-Control"]
        assert not answer.cookies
    assert heard("open") == [False]


@pytest.mark.parametrize(
    "how",
    [
        {"at": SENT + timedelta(seconds=2)},
        {"method": "head"},
        {"User-Agent": "Mozilla/5.0"},
        {"User-Agent": ""},
        {
            "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
        },
        {"User-Agent": "python-requests/2.34"},
        {"Sec-Purpose": "prefetch;prerender"},
    ],
)
def test_machines_are_told_apart(entry, visit, how):
    visit(open_url(entry.pk), **how)
    assert heard("open") == [True]
    visit(open_url(entry.pk))
    assert heard("open") == [True, False]


def test_gmails_proxy_fetches_for_people(entry, visit):
    agent = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    visit(open_url(entry.pk), **{"User-Agent": agent})
    assert heard("open") == [False]


def test_a_click_leads_on_and_is_heard(entry, visit):
    url = click_url(entry, "https://maison.example.com/p?a=1&b=é")
    answer = visit(url)
    assert (answer.status_code, answer["Location"]) == (302, "https://maison.example.com/p?a=1&b=%C3%A9")
    assert answer["Referrer-Policy"] == "no-referrer"
    event = EmailEvent.objects.get()
    assert (event.kind, event.url, event.is_machine, event.happened_at) == (
        "click",
        "https://maison.example.com/p?a=1&b=é",
        False,
        LATER,
    )


def test_a_double_click_is_one_and_a_click_tomorrow_another(entry, visit):
    url = click_url(entry, "https://maison.example.com/")
    for after in (0, 1, 86_400):
        visit(url, LATER + timedelta(seconds=after))
    assert heard("click") == [False, False]


def test_scanners_that_click_at_once_or_everything_are_machines(entry, visit):
    def clicks(*moments, links=4):
        EmailEvent.objects.all().delete()
        for number, at in enumerate(moments):
            visit(click_url(entry, f"https://maison.example.com/{number}", links), at)
        return heard("click")

    assert clicks(SENT + timedelta(seconds=1)) == [True]
    assert clicks(LATER, LATER, LATER) == [True] * 3
    assert clicks(LATER, LATER) == [False] * 2
    assert clicks(LATER, LATER, links=2) == [True] * 2
    assert clicks(LATER, LATER + timedelta(seconds=9), LATER + timedelta(seconds=18)) == [False] * 3


def test_links_of_an_entry_that_is_gone_still_lead_on(entry, visit):
    click, picture = click_url(entry, "https://maison.example.com/", 1), open_url(entry.pk)
    entry.delete()
    assert visit(click).status_code == 302
    assert visit(picture).status_code == 200


def test_addresses_that_were_not_signed_here_lead_nowhere(entry, visit, settings):
    click, picture = click_url(entry, "https://maison.example.com/", 1), open_url(entry.pk)
    base = settings.APP_URL
    for broken in (
        click[:-3] + "AA/",
        f"{base}/e/c/{token_for(entry.pk, entry.address)}/",
        picture.replace(".gif", "A.gif"),
        f"{base}/e/c/x/",
        f"{base}/e/o/{entry.pk}.gif",
        f"{base}/e/c/x/?url=https://evil.example",
    ):
        answer = visit(broken)
        assert answer.status_code == 404, broken
        assert "Location" not in answer
    assert not EmailEvent.objects.exists()


def test_a_link_that_is_clicked_for_ever_fills_no_disk(entry, visit, monkeypatch):
    monkeypatch.setattr("workflows.engagement.hearing.CLICKS_KEPT", 3)
    for minute in range(6):
        visit(click_url(entry, "https://maison.example.com/"), LATER + timedelta(minutes=minute))
    assert len(heard("click")) == 3


def test_who_reads_the_outbox_opens_and_clicks_nothing(entry, visit):
    OutboxEmail.objects.create(
        entry=entry, sender="x", recipient=entry.address, subject="x", html="x", text="x", made_at=SENT
    )
    assert visit(open_url(entry.pk)).status_code == 200
    assert visit(click_url(entry, "https://maison.example.com/")).status_code == 302
    assert not EmailEvent.objects.exists()
