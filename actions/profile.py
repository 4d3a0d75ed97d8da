"""Shows what is known of the person."""

from actions.frame import Answer, Asked, DialtoneAction, say
from telecom.management.profile import show_profile
from telecom.ports import Work


class ShowProfile(DialtoneAction):
    """Name, numbers, contact data and language."""

    called = "action_show_profile"

    def answer(self, asked: Asked, work: Work) -> Answer:
        profile = show_profile(asked.actor, work=work)
        return say(
            "utter_profile",
            name=profile.name,
            number=profile.phone_number or "-",
            email=profile.email or "-",
            address=profile.address or "-",
            language=profile.language,
            customers=profile.customers or ["-"],
        )
