"""Customers: people with names, addresses and wishes about mail."""

from __future__ import annotations

from random import Random
from typing import Final

from demo_store.identifiers import Ids
from demo_store.instants import DAY, HOUR
from demo_store.records import Address, Customer
from demo_store.seeding.making import Making
from demo_store.seeding.names import PEOPLE
from demo_store.seeding.places import COUNTRIES, Country
from demo_store.seeding.products import plain_ascii

_ROMAJI: Final = {
    "優子": "yuko",
    "健太": "kenta",
    "美咲": "misaki",
    "翔太": "shota",
    "陽菜": "hina",
    "佐藤": "sato",
    "鈴木": "suzuki",
    "高橋": "takahashi",
    "田中": "tanaka",
    "渡辺": "watanabe",
}
# Landline ranges that France's regulator keeps for fiction: for those who gave a number instead of an e-mail.
_FICTION_PREFIXES: Final = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649")
_DOMAINS: Final = ("example.com", "example.com", "example.org", "example.net")
_CONSENTS: Final = ("SUBSCRIBED", "NOT_SUBSCRIBED", "UNSUBSCRIBED", "PENDING", "INVALID")
_CONSENT_WEIGHTS: Final = (40, 42, 11, 5, 2)
_STATES: Final = ("DISABLED", "ENABLED", "INVITED", "DECLINED")
_NOTES: Final = (
    "Prefers deliveries after 18:00.",
    "Leave parcels with the neighbour (2nd floor).",
    "Met at the Lyon design fair.",
    "Allergic to wool: no throws as gifts!",
    "Wants to be told when the floor vase is back.\nCalled twice.",
    "A demandé un devis pour une table de 300 cm.",
    "Zahlt gerne per Überweisung <nicht mahnen>",
)
_TAGS: Final = (
    ("newsletter",),
    ("VIP",),
    ("trade", "wholesale"),
    ("newsletter", "VIP"),
    ("press",),
    ("friends & family",),
)
_COMPANIES: Final = ("Studio Nord", "Hôtel des Arts", "Café Mistral", "Kontor & Söhne", "Brook Architects Ltd")


class CustomerMaker:
    """Makes customers one by one; e-mail addresses and telephone numbers are unique among them."""

    def __init__(self, making: Making) -> None:
        self._rng, self._ids, self._now = making.rng, making.ids, making.now
        self._taken: dict[str, int] = {}
        self._phones: set[str] = set()
        self._phone_only = 0
        self._shares = [country.share for country in COUNTRIES]
        self._places = {country.code: country.places() for country in COUNTRIES}
        self._latin = {
            name: _ROMAJI.get(name) or plain_ascii(name).lower().replace(" ", "").replace("-", "")
            for givens, families in PEOPLE.values()
            for name in (*givens, *families)
        }
        self.country_of: dict[Customer, Country] = {}

    def make(self, created: int, *, buys: bool) -> Customer:
        """A customer created then. Those who buy have an address; some others are no more than a subscription."""
        rng = self._rng
        country = rng.choices(COUNTRIES, weights=self._shares)[0]
        givens, families = PEOPLE[country.language]
        first, last = rng.choice(givens), rng.choice(families)
        without_email = rng.random() < 0.03
        customer = Customer(
            id=0,
            created_at=created,
            updated_at=created,
            first_name=first,
            last_name=last,
            email=None if without_email else self._email(first, last),
            phone=self._only_phone() if without_email else self._phone(country),
            locale=country.locale,
        )
        self._wishes(customer)
        if buys or rng.random() < 0.15:
            customer.addresses = tuple(self.address(customer, country) for _ in range(2 if rng.random() < 0.07 else 1))
        elif rng.random() < 0.4 and customer.email:
            customer.first_name = customer.last_name = None
        self.country_of[customer] = country
        return customer

    def address(self, customer: Customer, country: Country) -> Address:
        """A postal address in the customer's country."""
        rng = self._rng
        place, postal_code = rng.choice(self._places[country.code])
        chance = rng.random()
        return Address(
            self._ids.mint("MailingAddress"),
            customer.first_name,
            customer.last_name,
            rng.choice(_COMPANIES) if "trade" in customer.tags else None,
            rng.choice(country.streets).replace("{n}", str(rng.randrange(1, 180))),
            "Appt 12" if chance < 0.04 else "3e étage" if chance < 0.08 else "c/o Weber" if chance < 0.09 else None,
            postal_code,
            customer.phone,
            place,
        )

    def _wishes(self, customer: Customer) -> None:
        rng = self._rng
        chance = rng.random()
        if customer.email:
            customer.consent = rng.choices(_CONSENTS, weights=_CONSENT_WEIGHTS)[0]
            if customer.consent != "NOT_SUBSCRIBED":
                customer.consent_updated_at = customer.created_at
                if customer.consent == "UNSUBSCRIBED":
                    customer.consent_updated_at += rng.randrange(max(1, self._now - customer.created_at))
                customer.opt_in_level = "CONFIRMED_OPT_IN" if chance < 0.5 else "SINGLE_OPT_IN"
        customer.verified_email = customer.email is not None and chance < 0.93
        customer.state = rng.choices(_STATES, weights=(60, 35, 4, 1))[0]
        if chance < 0.16:
            customer.tags = _TAGS[int(chance * 1000) % len(_TAGS)]
        if 0.2 < chance < 0.24:
            customer.note = rng.choice(_NOTES)
        customer.tax_exempt = "trade" in customer.tags and chance < 0.12

    def _email(self, first: str, last: str) -> str:
        """Reserved domains only; the number that follows a name is the next one not taken."""
        rng = self._rng
        domain = rng.choice(_DOMAINS)
        first, last = self._latin[first], self._latin[last]
        style = rng.random()
        local = f"{first}.{last}" if style < 0.6 else f"{first[0]}{last}" if style < 0.8 else f"{last}{first}"
        key = f"{local}@{domain}"
        count = self._taken.get(key, 0)
        self._taken[key] = count + 1
        return f"{local}{count + 1}@{domain}" if count else key

    def _phone(self, country: Country) -> str | None:
        if self._rng.random() < 0.45:
            return None
        phone = "".join(str(self._rng.randrange(10)) if sign == "#" else sign for sign in country.phone)
        if phone in self._phones:
            return None
        self._phones.add(phone)
        return phone

    def _only_phone(self) -> str:
        number = self._phone_only
        self._phone_only += 1
        return f"{_FICTION_PREFIXES[number // 10_000 % len(_FICTION_PREFIXES)]}{number % 10_000:04d}"


def settle(customers: list[Customer], ids: Ids) -> None:
    """Give ids in order of creation and bring `updated_at` to what happened last."""
    customers.sort(key=lambda customer: customer.created_at)
    for customer, number in zip(customers, ids.reserve("Customer", len(customers)), strict=True):
        customer.id = number
        customer.updated_at = max(customer.created_at + 60, customer.updated_at, customer.consent_updated_at or 0)


def signup_instant(rng: Random, now: int) -> int:
    """When somebody who never bought left an address: within the last 500 days."""
    return now - rng.randrange(HOUR, 500 * DAY)
