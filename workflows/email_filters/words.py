"""What happened to e-mails, in words: by its name in filters (HubSpot's)."""

from django.utils.translation import gettext_lazy as _

from crm.filters.events import EventWords, Said

WORDS = {
    "SENT": EventWords(
        was=Said(_("was sent an e-mail"), _("was sent %(what)s")),
        was_not=Said(_("was not sent any e-mail"), _("was not sent %(what)s")),
        who=Said(_("who were sent an e-mail"), _("who were sent %(what)s")),
        who_not=Said(_("who were not sent any e-mail"), _("who were not sent %(what)s")),
    ),
    "RECEIVED": EventWords(
        was=Said(_("received an e-mail"), _("received %(what)s")),
        was_not=Said(_("did not receive any e-mail"), _("did not receive %(what)s")),
        who=Said(_("who received an e-mail"), _("who received %(what)s")),
        who_not=Said(_("who did not receive any e-mail"), _("who did not receive %(what)s")),
    ),
    "OPENED": EventWords(
        was=Said(_("opened an e-mail"), _("opened %(what)s")),
        was_not=Said(_("has not opened any e-mail"), _("has not opened %(what)s")),
        who=Said(_("who opened an e-mail"), _("who opened %(what)s")),
        who_not=Said(_("who have not opened any e-mail"), _("who have not opened %(what)s")),
    ),
    "LINK_CLICKED": EventWords(
        was=Said(_("clicked in an e-mail"), _("clicked in %(what)s")),
        was_not=Said(_("has not clicked in any e-mail"), _("has not clicked in %(what)s")),
        who=Said(_("who clicked in an e-mail"), _("who clicked in %(what)s")),
        who_not=Said(_("who have not clicked in any e-mail"), _("who have not clicked in %(what)s")),
    ),
    "BOUNCED": EventWords(
        was=Said(_("had an e-mail bounce"), _("had %(what)s bounce")),
        was_not=Said(_("had no e-mail bounce"), _("did not have %(what)s bounce")),
        who=Said(_("who had an e-mail bounce"), _("who had %(what)s bounce")),
        who_not=Said(_("who had no e-mail bounce"), _("who did not have %(what)s bounce")),
    ),
    "UNSUBSCRIBED": EventWords(
        was=Said(_("unsubscribed by an e-mail"), _("unsubscribed by %(what)s")),
        was_not=Said(_("has not unsubscribed by any e-mail"), _("has not unsubscribed by %(what)s")),
        who=Said(_("who unsubscribed by an e-mail"), _("who unsubscribed by %(what)s")),
        who_not=Said(_("who have not unsubscribed by any e-mail"), _("who have not unsubscribed by %(what)s")),
    ),
    "MARKED_SPAM": EventWords(
        was=Said(_("reported an e-mail as spam"), _("reported %(what)s as spam")),
        was_not=Said(_("has not reported any e-mail as spam"), _("has not reported %(what)s as spam")),
        who=Said(_("who reported an e-mail as spam"), _("who reported %(what)s as spam")),
        who_not=Said(_("who have not reported any e-mail as spam"), _("who have not reported %(what)s as spam")),
    ),
}
