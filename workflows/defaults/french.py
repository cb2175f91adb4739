"""The nine default e-mails in French."""

from workflows.defaults.content import DefaultEmail, cart_letter, letter
from workflows.models.kind import Kind

HELLO = "<p>Bonjour{% if contact.first_name %} {{ contact.first_name }}{% endif %},</p>"

EMAILS: dict[Kind, tuple[DefaultEmail, ...]] = {
    Kind.WELCOME: (
        DefaultEmail(
            name="Bienvenue 1 : Merci",
            subject="Bienvenue chez {{ store.name }}{% if contact.first_name %}, {{ contact.first_name }}{% endif %}",
            preview_text="Un petit mot de celles et ceux qui préparent votre colis.",
            blocks=letter(
                "Merci pour votre première commande",
                HELLO + "<p>Vous venez de commander chez {{ store.name }} pour la première fois. Merci de nous avoir "
                "choisis.</p><p>La confirmation de commande et les nouvelles de la livraison vous parviennent par "
                "d’autres e-mails. Celui-ci est là pour vous dire bonjour, et qu’il y a des gens derrière "
                "l’écran : si quelque chose ne va pas avec votre commande, répondez à cet e-mail et nous nous en "
                "occuperons.</p>",
                "Découvrir la boutique",
            ),
        ),
        DefaultEmail(
            name="Bienvenue 2 : Un tour de la boutique",
            subject="Pendant que votre commande voyage",
            preview_text="Les nouveautés de {{ store.name }}, en trente secondes.",
            blocks=letter(
                "Un petit tour en attendant",
                HELLO + "<p>Votre commande{% if contact.last_product_bought %} "
                "({{ contact.last_product_bought }}){% endif %} est en route, ou peut-être déjà chez vous. Si vous "
                "avez une demi-minute, voici ce qui vient d’arriver en boutique.</p>",
                "Faire un tour en boutique",
                products=3,
            ),
        ),
        DefaultEmail(
            name="Bienvenue 3 : Votre avis",
            subject="Alors, votre première commande ?",
            preview_text="Une ligne de votre part nous en apprend plus qu’un questionnaire.",
            blocks=letter(
                "Votre première commande vous plaît-elle ?",
                HELLO + "<p>Voilà une dizaine de jours que vous avez commandé chez {{ store.name }}"
                "{% if contact.last_product_bought %} ({{ contact.last_product_bought }}){% endif %}. Le "
                "résultat vous convient-il ? Quelque chose a-t-il manqué, tardé ou compliqué votre achat ?</p>"
                "<p>Répondez-nous en une ligne, en bien ou en mal. Quelqu’un la lira, et c’est ainsi que nous "
                "progressons.</p>",
                "Retourner en boutique",
                after="<p>Tout va bien ? Alors vous n’avez rien à faire. C’est un plaisir de vous compter "
                "parmi nous.</p>",
            ),
        ),
    ),
    Kind.ABANDONED_CART: (
        DefaultEmail(
            name="Panier abandonné 1 : Votre panier vous attend",
            subject="{% if contact.first_name %}{{ contact.first_name }}, votre{% else %}Votre{% endif %} panier est "
            "toujours là",
            preview_text="{% if cart.first_item %}{{ cart.first_item }} : {% endif %}tout est resté comme vous "
            "l’avez laissé.",
            blocks=cart_letter(
                "Nous avons gardé votre panier",
                HELLO + "<p>Hier, vous y étiez presque. Tout est encore dans votre panier, et un clic suffit pour "
                "reprendre là où vous en étiez.</p>",
                "Reprendre mon panier",
                after="<p>Quelque chose vous a arrêté ? Répondez à cet e-mail, nous vous aiderons.</p>",
            ),
        ),
        DefaultEmail(
            name="Panier abandonné 2 : Une question ?",
            subject="Une question avant de commander ?",
            preview_text="Taille, livraison, paiement, retour : répondez-nous, tout simplement.",
            blocks=cart_letter(
                "Une question avant de commander ?",
                HELLO + "<p>Vous aviez choisi {{ cart.first_item | default: 'quelques articles' }}"
                "{% if cart.other_items %} et d’autres choses encore{% endif %}, puis tout s’est arrêté au "
                "moment de payer. Parfois, ce n’est simplement pas le bon moment. Parfois, c’est une question "
                "restée sans réponse.</p><p>Si c’est une question de taille, de livraison, de paiement ou de "
                "retour, répondez à cet e-mail. Quelqu’un de {{ store.name }} vous écrira.</p>",
                "Terminer ma commande",
            ),
        ),
        DefaultEmail(
            name="Panier abandonné 3 : Dernier rappel",
            subject="Notre dernier mot sur votre panier",
            preview_text="Nous ne pouvons pas le garder indéfiniment. Après cet e-mail, nous vous laissons tranquille.",
            blocks=cart_letter(
                "Un dernier coup d’œil",
                HELLO + "<p>C’est notre dernier e-mail au sujet de ce panier. Nous ne pouvons pas mettre d’articles "
                "de côté : si ce qu’il contient vous tente encore, c’est le bon "
                "moment.</p><p>Si vous avez changé d’avis, vous n’avez rien à faire.</p>",
                "Voir mon panier",
            ),
        ),
    ),
    Kind.RE_ENGAGEMENT: (
        DefaultEmail(
            name="Réengagement 1 : Cela fait longtemps",
            subject="Cela fait un moment{% if contact.first_name %}, {{ contact.first_name }}{% endif %}",
            preview_text="Les dernières nouveautés de {{ store.name }}.",
            blocks=letter(
                "Nos dernières nouveautés",
                HELLO + "<p>Votre dernière commande remonte à quelque temps. Voici ce qui est arrivé le plus "
                "récemment en boutique : nous avons pensé que cela pourrait vous plaire.</p>",
                "Voir les nouveautés",
                products=3,
            ),
        ),
        DefaultEmail(
            name="Réengagement 2 : Que pouvons-nous améliorer ?",
            subject="Une petite question, si vous avez une minute",
            preview_text="Qu’est-ce qui vous ferait revenir chez {{ store.name }} ?",
            blocks=letter(
                "Qu’est-ce qui vous ferait revenir ?",
                HELLO + "<p>Il y a quelque temps, vous avez commandé chez nous"
                "{% if contact.last_product_bought %} ({{ contact.last_product_bought }}){% endif %}. Votre achat "
                "vous a-t-il plu ? Avez-vous cherché quelque chose sans le trouver ?</p><p>Répondez-nous en une "
                "ligne ou deux. Nous préférons savoir que deviner.</p>",
                "Revenir chez {{ store.name }}",
            ),
        ),
        DefaultEmail(
            name="Réengagement 3 : Restons-nous en contact ?",
            subject="Restons-nous en contact ?",
            preview_text="Si oui, rien à faire. Sinon, un clic suffit.",
            blocks=letter(
                "Restons-nous en contact ?",
                HELLO + "<p>Cela fait un moment que nous n’avons pas eu de vos nouvelles, et personne n’a besoin d’un "
                "e-mail de plus qui ne lui dit rien. Si vous aimez avoir de nos nouvelles de temps en temps, vous "
                "n’avez rien à faire : votre présence nous fait plaisir.</p><p>"
                "Si vous préférez ne plus en recevoir, le lien en bas "
                "de cet e-mail vous retire aussitôt de notre liste. Sans rancune.</p>",
                "Oui, montrez-moi la boutique",
            ),
        ),
    ),
}

TEMPLATES: dict[Kind, DefaultEmail] = {
    Kind.WELCOME: DefaultEmail(
        name="E-commerce : lettre",
        subject="Des nouvelles de {{ store.name }}",
        preview_text="",
        blocks=letter("Un titre qui dit l’essentiel", HELLO + "<p>Écrivez ici votre message.</p>", "Voir la boutique"),
    ),
    Kind.ABANDONED_CART: DefaultEmail(
        name="E-commerce : panier abandonné",
        subject="{% if contact.first_name %}{{ contact.first_name }}, votre{% else %}Votre{% endif %} panier est "
        "toujours là",
        preview_text="{{ cart.first_item | default: 'Tout' }} vous attend, comme vous l’avez laissé.",
        blocks=cart_letter(
            "Nous avons gardé votre panier",
            HELLO + "<p>Tout est encore dans votre panier, et un clic suffit pour reprendre où vous en étiez.</p>",
            "Retrouver mon panier",
        ),
    ),
    Kind.RE_ENGAGEMENT: DefaultEmail(
        name="E-commerce : nouveautés",
        subject="Du nouveau chez {{ store.name }}",
        preview_text="",
        blocks=letter(
            "Du nouveau depuis votre dernière visite",
            HELLO + "<p>Voici ce qui est arrivé le plus récemment dans la boutique.</p>",
            "Découvrir la boutique",
            products=3,
        ),
    ),
}
