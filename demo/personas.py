"""The people one can be in the demo, by the key that `--as` and `!as` take."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody in the demo. `phone_number` is the phone that they write from and that gets the codes."""

    key: str
    name: str
    phone_number: str
    pin: str | None
    customer_number: str | None
    about: str


PERSONAS = {
    persona.key: persona
    for persona in (
        Persona("prepaid", "Maya Lindqvist", "+447700900101", "4711", "C-1001", "prepaid mobile with a weekly pack"),
        Persona("postpaid", "Jonas Weber", "+447700900201", "2580", "C-1002", "mobile by bill, one bill is due"),
        Persona("home", "Grace Okafor", "+447700900211", "1357", "C-1003", "family home: broadband, TV, landline"),
        Persona("business", "Priya Shah", "+447700900300", "8642", "C-1004", "manager of a firm with ten mobiles"),
        Persona("member", "Tom Reed", "+447700900305", "9753", "C-1004", "employee, may see and report their own line"),
        Persona("stranger", "Somebody", "+447700900999", None, None, "a phone that is no customer's"),
        Persona("newcomer", "Somebody else", "+447700900998", None, None, "another phone that is no customer's"),
    )
}
