"""A copy of one's own data, and its erasure."""

from actions.asked import Asked
from actions.frame import Answer, DialtoneAction
from actions.use_lists import use_as_file
from telecom.management.personal_data import export_my_data, propose_erasure
from telecom.model.utterances import Attachment, Utterance
from telecom.ports import Work


class ExportMyData(DialtoneAction):
    """Everything that is kept about the person, as a document in the chat; or the calls of some days alone, where
    those were meant."""

    called = "action_export_my_data"

    def answer(self, asked: Asked, work: Work) -> Answer:
        if (listed := use_as_file(asked, work)) is not None:
            return listed
        document = Attachment("json", "my-data", {"text": export_my_data(asked.actor, work=work)})
        return Answer([Utterance("utter_my_data_export", attachments=[document])])


class DeleteMyData(DialtoneAction):
    """Proposes to erase it, and says what the law keeps."""

    called = "action_delete_my_data"

    def answer(self, asked: Asked, work: Work) -> Answer:
        return Answer([propose_erasure(asked.actor, turn_id=asked.turn_id, work=work)])
