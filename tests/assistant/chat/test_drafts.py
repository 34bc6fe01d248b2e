"""What a model drafts: how it is asked, what of it is used, and what is asked for again."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from assistant.build import Assistant
from assistant.chat.drafting import drafted
from assistant.chat.engine import Chat
from assistant.chat.models import chat_engine
from assistant.chat.reply import Reply, Said
from assistant.chat.shown import sheet
from assistant.confidence import Calibration
from assistant.config import AssistantConfig
from assistant.errors import Cancelled, EngineError
from assistant.evidence import Ranker
from assistant.export import answer_json
from assistant.local.client import local_model
from assistant.local.server import LocalServer
from assistant.markdown import markdown
from assistant.nouns import Claim, Draft, Outcome, Preview, Stage, Turn, Usage
from assistant.ports import CancelToken
from assistant.reader.model import Reader
from assistant.render import text
from tests.assistant.chat.conftest import ASKED, DOCUMENTS, SOLD, Ask, telling, tools
from tests.assistant.library import library
from tests.assistant.scripted_server import KEY, Ended, Fault, ScriptedServer, Stall, draft
from tests.fakes import FakeEmbedder
from vectorstore.nouns import Span


def test_a_proved_statement_is_the_answer(made: Ask, server: ScriptedServer) -> None:
    server.follows(telling)
    answer = made().answer(ASKED)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.text == SOLD
    assert answer.statements[0].citations[0].text == SOLD
    assert (answer.engine, answer.fault, answer.dropped) == ("openai:scripted", None, ())
    assert answer.usage == Usage(100, 10, 1)


def test_answers_of_the_local_engine_name_the_model_that_wrote(server: ScriptedServer, flat_reader: Reader) -> None:
    server.follows(telling)
    ended: list[str] = []
    served = LocalServer(server.url.removesuffix("/v1"), SecretStr(KEY), "thimble-1b", lambda: ended.append("served"))
    config = AssistantConfig(engine="local", passages=6)
    engine = chat_engine(local_model(served, 500, 20), "local", "openai", tools(config.chat, flat_reader), served)
    with Assistant(config, library(DOCUMENTS), FakeEmbedder(), engine) as assistant:
        answer = assistant.answer(ASKED)
    assert (answer.text, answer.engine, answer.models) == (SOLD, "local", ("thimble-1b", "flat"))
    assert ended == ["served"]


def test_where_there_is_nothing_to_show_the_model_is_not_named(made: Ask, server: ScriptedServer) -> None:
    server.says("")
    nothing = made().pipeline.engine.draft(ASKED, (), [], CancelToken())
    assert (nothing.claims, nothing.engine, server.asked) == ((), "extractive", [])


def test_the_model_is_held_to_one_schema(made: Ask, server: ScriptedServer) -> None:
    server.follows(telling)
    made().answer(ASKED)
    made().answer("What did Marta Quill sign for the owner of the mill?")
    one, other = (asked.body["response_format"] for asked in server.asked)
    assert one == other
    assert one["type"] == "json_schema"
    first, second = server.asked
    assert first.messages[0] == second.messages[0]
    begun = first.question.split("\n\nQuestion:")[0]
    assert second.question.startswith(begun), "a library that fits is shown whole, and read once by the server"


def test_a_draft_is_made_without_the_history(made: Ask, server: ScriptedServer) -> None:
    history = [Turn("Which goose crossed the river?", "The goose Ottilie crossed it.")]
    server.follows(telling)
    made().answer("What did Marta Quill sign for the owner of the mill?", history=history)
    assert len(server.asked) == 1, "it stands on its own"
    assert "goose" not in str(server.asked[0].messages).lower()
    server.says("Who bought the mill?", draft((SOLD, [5])))
    assert made().answer("And who bought the mill?", history=history).text == SOLD
    rewriting, drafting = (str(asked.messages) for asked in server.asked)
    assert "Ottilie" in rewriting
    assert "Ottilie" not in drafting


def test_quotes_come_before_the_model_has_written(made: Ask, server: ScriptedServer) -> None:
    server.says(Stall())
    token = CancelToken()
    events = made().stream("What was sold to the baker Tobin Reed?", cancel=token)
    seen = [next(events) for _ in range(4)]
    assert [each for each in seen if isinstance(each, Stage)] == [Stage.SEARCHING, Stage.READING, Stage.WRITING]
    preview = next(each for each in seen if isinstance(each, Preview))
    assert preview.answer.statements[0].text == preview.answer.statements[0].citations[0].text
    assert preview.answer.statements[0].citations[0].document.uri
    token.cancel()
    with pytest.raises(Cancelled):
        next(events)
    assert server.asked == [], "what is not wanted any more is sent to nobody"


@pytest.mark.parametrize(
    "sent", ["", "I do not know.", "{", '{"answerable": "perhaps"}', '{"answerable": true}', "[1, 2]", "null"]
)
def test_output_that_is_no_draft_is_asked_for_again_then_quotes_stand_in(
    made: Ask, server: ScriptedServer, sent: str
) -> None:
    server.says(sent)
    answer = made().answer(ASKED)
    assert len(server.asked) == 2
    assert "no usable answer" in str(server.asked[1].messages[-1]["content"])
    assert answer.engine == "extractive"
    assert answer.fault is not None
    assert answer.usage == Usage(200, 20, 2)
    for shown in (text(answer), markdown(answer).replace("\\", ""), json.loads(answer_json(answer))["fault"]):
        assert "openai:scripted sent no usable answer" in shown


def test_a_draft_among_words_or_fences_or_cut_off_is_repaired(made: Ask, server: ScriptedServer) -> None:
    whole = json.dumps(draft((SOLD, [3]), ("Marta Quill signed the lease.", [2])))
    for sent in (f"Here you are:\n```json\n{whole}\n```", f"{whole} Ask me more!"):
        server.says(sent)
        assert made().answer(ASKED).engine == "openai:scripted"
        assert len(server.asked) == 1
    server.says(whole[: whole.index("Marta") + 9])
    assert "Marta" not in made().answer(ASKED).text


@pytest.mark.parametrize("tail", ['"missing": "aaa aa', '"nearest": [1, 2'])
def test_what_comes_after_the_statements_may_be_cut_off(made: Ask, server: ScriptedServer, tail: str) -> None:
    server.follows(lambda asked: f"{json.dumps(telling(asked))[:-1]}, {tail}")
    assert made().answer(ASKED).text == SOLD
    assert len(server.asked) == 1


def test_a_sentence_without_room_is_shown_if_it_is_the_best_and_keeps_no_other_out(
    made: Ask, server: ScriptedServer
) -> None:
    long = f"The mill was bought by {', '.join(['Tobin Reed the baker'] * 45)}. "
    server.follows(telling)
    made({"a.txt": [long, "Who bought the barn is not known. "]}, prompt_tokens=200).answer(ASKED)
    assert [len(sentence) > 800 for sentence in server.asked[0].sentences.values()] in ([True], [True, False])
    made({"a.txt": ["Who bought the mill? ", long, "Somebody bought the mill. "]}, prompt_tokens=200).answer(ASKED)
    assert len(server.asked[1].sentences) >= 2


def test_a_draft_of_which_nothing_whole_is_left_is_asked_for_again(made: Ask, server: ScriptedServer) -> None:
    steps = iter(['{"statements": [{"text": "The mill was so'])
    server.follows(lambda asked: next(steps, None) or telling(asked))
    assert made().answer(ASKED).text == SOLD
    assert len(server.asked) == 2


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "prompt"])
def test_a_draft_that_the_server_says_is_cut_off_is_repaired(made: Ask, server: ScriptedServer, method: str) -> None:
    whole = json.dumps(draft((SOLD, [3]), ("Marta Quill signed the lease.", [2])))
    server.says(Ended(whole[: whole.index("Marta") + 9]))
    answer = made(method=method).answer(ASKED)
    assert (answer.engine, answer.usage) == ("openai:scripted", Usage(100, 10, 1))
    assert "Marta" not in answer.text


@pytest.mark.parametrize("method", ["json_schema", "function_calling", "prompt"])
@pytest.mark.parametrize(
    "begun", ["", "Let me think.", '{"statements": [', '{"statements": [{"text": "The mill was so']
)
def test_a_draft_that_is_cut_off_before_its_first_statement_names_the_setting_and_is_not_asked_for_again(
    made: Ask, server: ScriptedServer, method: str, begun: str
) -> None:
    server.says(Ended(begun))
    answer = made(method=method, max_tokens=650).answer(ASKED)
    assert (answer.engine, answer.usage) == ("extractive", Usage(100, 10, 1))
    assert "sent no usable answer (it was cut off at 650 tokens: raise [chat] max_tokens)" in str(answer.fault)


@pytest.mark.parametrize("method", ["json_schema", "prompt"])
def test_a_draft_that_a_content_filter_ends_gives_way_to_quotes_and_is_not_asked_for_again(
    made: Ask, server: ScriptedServer, method: str
) -> None:
    server.says(Ended("", "content_filter"))
    answer = made(method=method).answer(ASKED)
    assert answer.engine == "extractive"
    assert "content filter" in str(answer.fault)
    assert len(server.asked) == 1


def test_one_bad_draft_and_a_good_one_is_the_good_one(made: Ask, server: ScriptedServer) -> None:
    steps = iter(["nothing of use"])
    server.follows(lambda asked: next(steps, None) or telling(asked))
    assert made().answer(ASKED).text == SOLD


def test_ids_that_were_not_shown_are_refused(made: Ask, server: ScriptedServer) -> None:
    server.says(draft((SOLD, [99]), ("Marta Quill signed the lease.", [])))
    answer = made().answer(ASKED)
    assert answer.outcome is Outcome.UNSUPPORTED
    assert [each.rule for each in answer.dropped] == ["ids", "ids"]
    assert "99" in answer.dropped[0].reason
    assert answer.nearest


def test_a_statement_that_its_sentences_do_not_support_gives_way_to_its_quote(
    made: Ask, server: ScriptedServer
) -> None:
    server.follows(lambda asked: draft(("The mill was burnt by thieves.", list(asked.sentences)[:1])))
    answer = made().answer(ASKED)
    assert answer.dropped[0].text == "The mill was burnt by thieves."
    assert answer.dropped[0].rule == "words"
    assert answer.dropped[0].quoted
    assert answer.statements[0].text == answer.statements[0].citations[0].text


def test_a_provider_without_schemas_is_asked_in_words(made: Ask, server: ScriptedServer) -> None:
    refusal = Fault(400, "response_format is not supported")
    server.follows(lambda asked: refusal if "response_format" in asked.body else telling(asked))
    answer = made().answer(ASKED)
    assert answer.text == SOLD
    assert len(server.asked) == 2
    server.follows(telling)
    assert made(method="prompt").answer(ASKED).text == SOLD
    assert "response_format" not in server.asked[0].body


def test_a_schema_that_was_refused_is_not_sent_again_and_its_request_is_counted(
    made: Ask, server: ScriptedServer
) -> None:
    refusal = Fault(400, "response_format is not supported")
    server.follows(lambda asked: refusal if "response_format" in asked.body else telling(asked))
    assistant = made()
    assert assistant.answer(ASKED).usage == Usage(100, 10, 2)
    assert assistant.answer(ASKED).usage == Usage(100, 10, 1)
    engine = assistant.pipeline.engine
    assert isinstance(engine, Chat)
    found = assistant.pipeline.retriever.retrieve(ASKED, None, CancelToken())
    assert engine.over(engine._extractive).draft(ASKED, (), found, CancelToken()).usage == Usage(100, 10, 1)


def test_a_schema_is_kept_where_words_are_refused_too(made: Ask, server: ScriptedServer) -> None:
    assistant = made()
    server.says(Fault(400, "max_tokens is too large"))
    with pytest.raises(EngineError, match="max_tokens"):
        assistant.answer(ASKED)
    server.follows(telling)
    assistant.answer(ASKED)
    assert "response_format" in server.asked[0].body


def test_a_model_that_takes_no_temperature_is_asked_without_one(made: Ask, server: ScriptedServer) -> None:
    refusal = Fault(400, "Unsupported value: 'temperature' does not support 0 with this model.")
    server.follows(lambda asked: refusal if "temperature" in asked.body else telling(asked))
    assistant = made(retries=0)
    assert assistant.answer(ASKED).usage == Usage(100, 10, 2)
    assert assistant.answer(ASKED).usage == Usage(100, 10, 1)
    assert "response_format" in server.asked[-1].body


def test_a_model_that_states_a_guess_and_names_what_it_did_not_find_has_refused(made: Ask) -> None:
    found = made().pipeline.retriever.retrieve(ASKED, None, CancelToken())
    shown = sheet(found, (), 10_000)
    (said,) = [each for each in shown.shown if "Tobin" in each.text]
    guess = Reply(answerable=True, statements=[Said(ids=[said.number], text=SOLD)], missing="who bought it")
    refused = drafted(guess, ASKED, shown, (), Draft((), confidence=0.59))

    assert (refused.claims, refused.nearest, refused.refused) == ((), (said.quote,), ())
    assert [(each.text, each.rule) for each in refused.withdrawn] == [(SOLD, "missing")]
    assert refused.remarks == ("The documents do not say: who bought it",)
    for halved in ("Why did he buy the mill?", "Who bought the mill and for how much?"):
        half = drafted(guess.model_copy(update={"missing": "mill"}), halved, shown, (), Draft((), confidence=0.1))
        assert len(half.claims) == 1, "half an answer is one"
        assert half.remarks == ("The documents do not say: mill",)
    doubted = drafted(guess.model_copy(update={"answerable": False}), ASKED, shown, (), Draft((), confidence=1.0))
    assert (doubted.claims, [each.rule for each in doubted.withdrawn]) == ((), ["missing"])
    other = guess.model_copy(update={"missing": "the price in gold"})
    assert len(drafted(other, ASKED, shown, (), Draft((), confidence=0.1)).claims) == 1, "nobody asked for that"


def test_where_the_reader_is_believed_against_the_model_nothing_is_said_to_be_missing(made: Ask) -> None:
    found = made().pipeline.retriever.retrieve(ASKED, None, CancelToken())
    shown = sheet(found, (), 10_000)
    (said,) = [each for each in shown.shown if "Tobin" in each.text]
    doubted = Reply(statements=[Said(ids=[said.number], text=SOLD)], missing="who bought it")
    kept = drafted(doubted, ASKED, shown, (), Draft((), confidence=0.6))
    assert (len(kept.claims), kept.remarks) == (1, ())
    nowhere = doubted.model_copy(update={"statements": [Said(ids=[99], text=SOLD)]})
    unproved = drafted(nowhere, ASKED, shown, (), Draft((), confidence=0.6))
    assert (unproved.claims, unproved.remarks) == ((), ("The documents do not say: who bought it",))


def test_a_short_answer_is_shown_where_it_is_probably_right_and_the_model_says_it_too(
    made: Ask, flat_reader: Reader
) -> None:
    found = made().pipeline.retriever.retrieve(ASKED, None, CancelToken())
    shown = sheet(found, (), 10_000)
    (said,) = [each for each in shown.shown if "Tobin" in each.text]
    marked = Span(0, len("Tobin Reed")).shifted(said.span.start + said.text.index("Tobin Reed"))
    ranked = Ranker(flat_reader, FakeEmbedder(), Calibration.load().ranking).rank(ASKED, found, CancelToken())
    best = replace(next(each for each in ranked if each.sentence == said.span), span=marked)
    likely, unlikely = (Draft((Claim((said.quote,), short=short),)) for short in (marked, None))

    def short(text: str, quotes: Draft) -> Span | None:
        reply = Reply(answerable=True, statements=[Said(ids=[said.number], text=text)])
        (claim,) = drafted(reply, ASKED, shown, [best], quotes).claims
        return claim.short

    assert short(SOLD, likely) == marked
    assert short(SOLD, unlikely) is None
    assert short("The mill was sold.", likely) is None


def test_what_a_model_takes_back_is_told_and_is_no_answer(
    made: Ask, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.chat.drafting._SURE", 1.1)
    server.follows(lambda asked: telling(asked) | {"missing": "who bought it"})
    answer = made().answer(ASKED)

    assert (answer.outcome, answer.statements) == (Outcome.NOT_IN_DOCUMENTS, ())
    assert [each.rule for each in answer.dropped] == ["missing"]
    assert SOLD in {citation.text for citation in answer.nearest}


def test_contradicting_sentences_are_quoted_on_both_sides(server: ScriptedServer, read: Ask) -> None:
    documents = {
        "a.txt": ["The reactor was shut down in 1986 by the ministry. "],
        "b.txt": ["The reactor was shut down in 1991 by the ministry. "],
        "c.txt": ["The museum of the town has a red door. "],
    }
    said = "The reactor was shut down in {} by the ministry."
    server.says(draft((said.format(1986), [1]), contradictions=[[1, 2], [1, 3], [2, 88]]))
    answer = read(documents).answer("When was the reactor shut down?")
    assert [[side.text for side in each.sides] for each in answer.contradictions] == [
        [said.format(1986), said.format(1991)]
    ]
    assert [statement.text for statement in answer.statements] == [said.format(1986), said.format(1991)]
    assert "The documents give different answers: [1][2]" in text(answer)


def test_a_question_in_another_language_is_answered_and_told_what_english_search_may_miss(
    made: Ask, server: ScriptedServer
) -> None:
    asked = "An wen wurde die alte Mühle im Jahr 1994 verkauft?"
    for says in (telling, lambda _: draft(missing="Mühle"), lambda _: draft((SOLD, [99]))):
        server.follows(says)
        answer = made().answer(asked)
        assert (answer.engine, len(server.asked)) == ("openai:scripted", 1)
        assert "not in English (it looks like de)" in answer.remarks[0]
        assert "ask it in English" in text(answer)
        assert "no other language is understood" not in text(answer)
    server.says("nothing of use")
    alone = made().answer(asked)
    assert (alone.engine, alone.outcome) == ("extractive", Outcome.NOT_IN_DOCUMENTS)
    assert "no other language is understood" in text(alone)
    server.follows(telling)
    assert made().answer(ASKED).remarks == ()


def test_where_the_library_is_empty_no_model_is_asked(made: Ask, server: ScriptedServer) -> None:
    server.says("When did Tobin Reed buy the mill?")
    answer = made({}).answer("And when did he do that?", history=[Turn(ASKED, SOLD)])
    assert (answer.statements, answer.usage, server.asked) == ((), None, [])
