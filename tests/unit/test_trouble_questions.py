"""Short questions below a trouble that was told."""

import pytest

from telecom.model.trouble_questions import TroubleQuestion, question_of_trouble


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("when will it be back", TroubleQuestion.WHEN),
        ("so how long is that going to take", TroubleQuestion.WHEN),
        ("when would it come back", TroubleQuestion.WHEN),
        ("wann endet es dann", TroubleQuestion.WHEN),
        ("bis wann?", TroubleQuestion.WHEN),
        ("und warum?", TroubleQuestion.WHY),
        ("why is that", TroubleQuestion.WHY),
        ("what caused it", TroubleQuestion.WHY),
        ("tell me when it is over", TroubleQuestion.TELL),
        ("sag mir Bescheid wenn es wieder geht", TroubleQuestion.TELL),
        ("will u fix it", TroubleQuestion.WHEN),
        ("is this gonna happen again", TroubleQuestion.AGAIN),
        ("passiert das jetzt öfter", TroubleQuestion.AGAIN),
        ("anyone else got that", TroubleQuestion.OTHERS),
        ("bin ich der einzige mit dem problem", TroubleQuestion.OTHERS),
        ("how long are we talking here", TroubleQuestion.WHEN),
        ("wie lange braucht ihr da ungefähr", TroubleQuestion.WHEN),
        ("how did it break", TroubleQuestion.WHY),
        ("woran hat es gelegen", TroubleQuestion.WHY),
        ("was war denn nun los", TroubleQuestion.WHY),
        ("ist sonst noch wer betroffen", TroubleQuestion.OTHERS),
        ("that was fast, what was it", TroubleQuestion.WHY),
        ("could it come back tonight", TroubleQuestion.AGAIN),
        ("when could it come back", TroubleQuestion.WHEN),
        ("how did it get so bad", TroubleQuestion.WHY),
        ("text me the minute it works", TroubleQuestion.TELL),
        ("gib mir ein zeichen sobald es läuft", TroubleQuestion.TELL),
        ("what if it starts again tonight", TroubleQuestion.AGAIN),
        ("und wenn das nochmal passiert", TroubleQuestion.AGAIN),
        ("how long will he be here", None),
        ("when is the technician coming back", None),
        ("why is my bill so high", None),
        ("tell me when my bill is ready", None),
        ("my internet is back again", None),
        ("warum ist meine Rechnung so hoch", None),
    ],
)
def test_what_is_asked_below_a_trouble(words: str, asked: TroubleQuestion | None) -> None:
    assert question_of_trouble(words) is asked
