"""What the trail refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from shishin.kit.errors import RefusedHere


class KeyMissing(RefusedHere):
    message = _("The key that seals the trail is not at %(path)s.")
    way_out = _("Put it back from a backup, or set SHISHIN_TRAIL_KEY to where it is.")


class KeyUnreadable(RefusedHere):
    message = _("The key that seals the trail cannot be read from %(path)s.")
    way_out = _("Let the account that runs the site read it: an unencrypted Ed25519 key in PEM form, mode 600.")


class KeyOpenToOthers(RefusedHere):
    message = _("Others on this machine may read the key that seals the trail, %(path)s.")
    way_out = _("Run `chmod 600 %(path)s`, and find out who may have copied it.")


class AnotherKey(RefusedHere):
    message = _("The trail was sealed with the key %(last)s, and the key at hand is %(kept)s.")
    way_out = _(
        "Put the old key back, or run `shishin seal-trail --accept-new-key`, which writes the change into the trail. "
        "If nobody changed the key, somebody wrote the trail anew: run `shishin verify-trail`."
    )


class NotTheOldKey(RefusedHere):
    message = _("The trail was sealed with the key %(last)s, and the old key given is %(kept)s.")
    way_out = _("Give the file of the key that sealed last, or leave it out and hand the next checkpoint to whoever keeps them.")


class NoCheckpoint(RefusedHere):
    message = _("There is no checkpoint yet: nothing has been sealed.")
    way_out = _("Run `shishin seal-trail` first.")


class NotASite(RefusedHere):
    message = _("%(url)s is not the address of a site.")
    way_out = _("Give one such as https://shishin.example.jp.")


class CannotAsk(RefusedHere):
    message = _("%(url)s cannot be asked: %(why)s")
    way_out = _("See whether the site can be reached from this machine, and run the command again; nothing was kept.")
