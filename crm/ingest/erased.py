"""What deals say of people who were erased for good stays away, whatever comes late (SPEC C8; crm/erasure.py)."""

# What a deal says of a person; the numbers, and what was bought, are the merchant's books.
PERSONAL = {
    "email": "",
    "note": "",
    "abandoned_checkout_url": "",
    "landing_site": "",
    "referring_site": "",
    "journey": None,
    "buyer_accepts_marketing": None,
    "token": "",
    "cart_token": "",
    "customer_id": None,
}

# Of staged states of deals that were erased: their person is left out. A partial index has these few deals.
LEAVE_OUT_PERSONS = """
    UPDATE incoming_deal i
       SET {blanks}
      FROM incoming_deal_target t JOIN crm_deal d ON d.id = t.deal_id AND d.erased
     WHERE t.n = i.n
""".format(blanks=", ".join(f"{name} = {'NULL' if empty is None else repr(empty)}" for name, empty in PERSONAL.items()))
