"""The nine default e-mails in English."""

from workflows.defaults.content import DefaultEmail, cart_letter, letter
from workflows.models.kind import Kind

HELLO = '<p>Hello {{ contact.first_name | default: "there" }},</p>'

EMAILS: dict[Kind, tuple[DefaultEmail, ...]] = {
    Kind.WELCOME: (
        DefaultEmail(
            name="Welcome 1: Thank you",
            subject="Welcome to {{ store.name }}{% if contact.first_name %}, {{ contact.first_name }}{% endif %}",
            preview_text="A short hello from the people behind your parcel.",
            blocks=letter(
                "Thank you for your first order",
                HELLO + "<p>You have just bought from {{ store.name }} for the first time. Thank you for choosing "
                "us.</p>"
                "<p>Your order confirmation and the news of your delivery come in e-mails of their own. This one is "
                "only to say hello, and that there are people here: if something about your order is not as you "
                "hoped, reply to this e-mail and we will look into it.</p>",
                "See what else is in store",
            ),
        ),
        DefaultEmail(
            name="Welcome 2: A look around",
            subject="While your order is on its way",
            preview_text="The newest things at {{ store.name }}, in half a minute.",
            blocks=letter(
                "A look around while you wait",
                HELLO + '<p>Your {{ contact.last_product_bought | default: "order" }} is on its way, or perhaps with '
                "you already. If you have half a minute: these arrived in the store most recently.</p>",
                "Look around the store",
                products=3,
            ),
        ),
        DefaultEmail(
            name="Welcome 3: How did we do?",
            subject="How did we do?",
            preview_text="One line from you tells us more than any survey.",
            blocks=letter(
                "Are you happy with your first order?",
                HELLO + "<p>It has been about ten days since your first order at {{ store.name }}. Do you like your "
                '{{ contact.last_product_bought | default: "purchase" }}? Was anything missing, late, or harder than '
                "it should have been?</p><p>Reply with one line, good or bad. Somebody reads it, and it is how we get "
                "better.</p>",
                "Back to the store",
                after="<p>All is well? Then there is nothing to do. We are glad to have you with us.</p>",
            ),
        ),
    ),
    Kind.ABANDONED_CART: (
        DefaultEmail(
            name="Abandoned cart 1: Your cart is still here",
            subject='{{ contact.first_name | default: "Hello" }}, your cart is still here',
            preview_text='{{ cart.first_item | default: "Everything" }} is waiting, just as you left it.',
            blocks=cart_letter(
                "We kept your cart for you",
                HELLO + "<p>You were nearly there yesterday. Everything is still in your cart, and one click takes "
                "you back to where you stopped.</p>",
                "Return to my cart",
                after="<p>Did something get in the way? Reply to this e-mail and we will help.</p>",
            ),
        ),
        DefaultEmail(
            name="Abandoned cart 2: Can we help?",
            subject="Is there anything we can answer?",
            preview_text="Size, delivery, payment, returns: reply and ask us.",
            blocks=cart_letter(
                "A question before you order?",
                HELLO + '<p>You had {{ cart.first_item | default: "a few things" }}'
                "{% if cart.other_items %} and more{% endif %} in your cart, and stopped at the "
                "checkout. Sometimes it is just the wrong moment. Sometimes it is a question nobody answered.</p>"
                "<p>If it is a question, about size, "
                "delivery, payment or returns, reply to this e-mail. Somebody at {{ store.name }} will write "
                "back.</p>",
                "Finish my order",
            ),
        ),
        DefaultEmail(
            name="Abandoned cart 3: Last reminder",
            subject="The last we will say about your cart",
            preview_text="We cannot hold these for ever. After this e-mail we leave you in peace.",
            blocks=cart_letter(
                "One last look",
                HELLO + "<p>This is our last e-mail about this cart. We cannot put things aside, so if you still want "
                "what is in it, now is a good time.</p><p>If you have changed your mind, "
                "there is nothing you need to do.</p>",
                "See my cart",
            ),
        ),
    ),
    Kind.RE_ENGAGEMENT: (
        DefaultEmail(
            name="Re-engagement 1: It has been a while",
            subject="It has been a while{% if contact.first_name %}, {{ contact.first_name }}{% endif %}",
            preview_text="The newest things at {{ store.name }}, at a glance.",
            blocks=letter(
                "The newest in store",
                HELLO + "<p>It has been some time since your last order. Here is what arrived in the store most "
                "recently. We thought you might like to see it.</p>",
                "See what is new",
                products=3,
            ),
        ),
        DefaultEmail(
            name="Re-engagement 2: What can we do better?",
            subject="A short question, if you have a minute",
            preview_text="What would bring you back to {{ store.name }}?",
            blocks=letter(
                "What would bring you back?",
                HELLO + "<p>Some time ago you bought {% if contact.last_product_bought %}your "
                "{{ contact.last_product_bought }}{% else %}something{% endif %} from us. Were you happy with it? "
                "Is there something you looked for and did not find?</p>"
                "<p>Reply with a line or two. We would rather know than guess.</p>",
                "Visit {{ store.name }}",
            ),
        ),
        DefaultEmail(
            name="Re-engagement 3: Shall we keep in touch?",
            subject="Shall we keep in touch?",
            preview_text="If yes, there is nothing to do. If no, one click is enough.",
            blocks=letter(
                "Shall we keep in touch?",
                HELLO + "<p>We have not seen you for some time, and nobody needs one more e-mail that says nothing to "
                "them. If you like to hear from us now and then, there is nothing to do: we are glad you are "
                "here.</p><p>If you would rather not, the link at the foot of this e-mail takes you off our list at "
                "once. No hard feelings.</p>",
                "Yes, show me the store",
            ),
        ),
    ),
}

# What new e-mails are made from, one for each workflow (SPEC E2).
TEMPLATES: dict[Kind, DefaultEmail] = {
    Kind.WELCOME: DefaultEmail(
        name="E-commerce: letter",
        subject="News from {{ store.name }}",
        preview_text="",
        blocks=letter("A heading that says it", HELLO + "<p>Write here what you want to say.</p>", "Visit the store"),
    ),
    Kind.ABANDONED_CART: DefaultEmail(
        name="E-commerce: abandoned cart",
        subject='{{ contact.first_name | default: "Hello" }}, your cart is still here',
        preview_text='{{ cart.first_item | default: "Everything" }} is waiting, just as you left it.',
        blocks=cart_letter(
            "We kept your cart for you",
            HELLO + "<p>Everything is still in your cart, and one click takes you back to where you stopped.</p>",
            "Return to my cart",
        ),
    ),
    Kind.RE_ENGAGEMENT: DefaultEmail(
        name="E-commerce: new products",
        subject="New at {{ store.name }}",
        preview_text="",
        blocks=letter(
            "New since your last visit",
            HELLO + "<p>These arrived in the store most recently.</p>",
            "Look around the store",
            products=3,
        ),
    ),
}
