"""Base64, vkeys, signed notes and checkpoints: what is read, and all that is refused."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.evidence.errors import EncodingError, EvidenceError, NoteError
from gestand.evidence.note import (
    Checkpoint,
    SigningKey,
    open_note,
    open_note_exactly,
    parse_checkpoint,
    parse_vkey,
    sign_note,
    split_note,
)
from gestand.evidence.strict import from_base64, from_decimal, to_base64

KEY = SigningKey.make("example.org/log")
OTHER = SigningKey.make("example.org/log")


def test_the_example_of_the_specification_verifies() -> None:
    """C2SP signed-note, "Verifier keys", Example."""
    vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    note = (
        "This is an example message.\n\n"
        "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    assert open_note(note, [parse_vkey(vkey)]) == ("This is an example message.\n", [parse_vkey(vkey)])
    assert parse_vkey(vkey).vkey == vkey


@given(st.binary(max_size=100))
def test_base64_has_one_spelling(data: bytes) -> None:
    text = to_base64(data)
    assert from_base64(text) == data
    for other in {text + "=", text + "\n", " " + text, text.rstrip("="), text + "A", text.replace("=", "", 1)} - {text}:
        with pytest.raises(EncodingError):
            from_base64(other)


@given(st.text(alphabet="AB+/=-_ \n\u00e9", max_size=8))
def test_base64_is_read_back_or_refused(text: str) -> None:
    try:
        assert to_base64(from_base64(text)) == text
    except EncodingError as error:
        assert "canonical" in error.message


@pytest.mark.parametrize("text", ["", "01", "+1", "-1", "1 ", "1_0", "\u0661", "9223372036854775808", "9" * 5000, "0x1"])
def test_numbers_have_one_spelling(text: str) -> None:
    with pytest.raises(EncodingError):
        from_decimal(text)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 2**62))
def test_a_checkpoint_is_read_back(root: bytes, size: int) -> None:
    checkpoint = Checkpoint("example.org/log", size, root)
    text = open_note_exactly(sign_note(checkpoint.text(), [KEY]), [KEY.verifier])
    assert parse_checkpoint(text) == checkpoint


NOTE = sign_note(Checkpoint("example.org/log", 12, bytes(32)).text(), [KEY])


@pytest.mark.parametrize("flip", [0x01, 0x20, 0x80])
def test_every_flipped_byte_of_a_checkpoint_is_found(flip: int) -> None:
    data = NOTE.encode()
    for position in range(len(data)):
        changed = data[:position] + bytes([data[position] ^ flip]) + data[position + 1 :]
        with pytest.raises((EvidenceError, UnicodeDecodeError)):
            parse_checkpoint(open_note_exactly(changed.decode(), [KEY.verifier]))


def test_a_general_reader_passes_over_unknown_signatures_and_an_exact_one_does_not() -> None:
    note = sign_note("text\n", [OTHER, KEY])
    assert open_note(note, [KEY.verifier]) == ("text\n", [KEY.verifier])
    with pytest.raises(NoteError, match="exactly"):
        open_note_exactly(note, [KEY.verifier])
    assert open_note_exactly(note, [KEY.verifier, OTHER.verifier]) == "text\n"


def test_a_wrong_signature_of_a_known_key_refuses_the_whole_note() -> None:
    forged = sign_note("text\n", [KEY]).replace("text", "test") + KEY.sign("test\n")
    with pytest.raises(NoteError, match="is wrong"):
        open_note(forged, [KEY.verifier])


def test_one_signature_twice_is_not_two_signatures() -> None:
    with pytest.raises(NoteError):
        open_note_exactly(sign_note("text\n", [KEY, KEY]), [KEY.verifier])
    with pytest.raises(NoteError):
        open_note_exactly(sign_note("text\n", [KEY, KEY]), [KEY.verifier, OTHER.verifier])


@pytest.mark.parametrize(
    "note",
    ["", "\n\n", "text\n", "text\n\n", "text\n\nx", "text\n\n\u2014 name\n", "text\n\n- name AAAAAAA=\n"]
    + ["a\tb\n\n" + KEY.sign("a\tb\n")]
    + ["t\n\n" + KEY.sign("t\n") * 65, "t\n\n" + KEY.sign("t\n") + "x", "\ud800\n\n" + KEY.sign("t\n"), "t" * 200_000],
)
def test_malformed_notes_are_refused(note: str) -> None:
    with pytest.raises(NoteError, match="malformed"):
        split_note(note)


def test_a_private_key_is_read_back_and_never_shown() -> None:
    secret = KEY.secret_text()
    assert SigningKey.from_secret_text(secret).vkey == KEY.vkey
    assert secret.rpartition("+")[2] not in repr(KEY) + KEY.vkey
    for damaged in ["", "PRIVATE+KEY+", secret[:-4], secret[:-1], secret.replace("example.org", "example.com"), secret + "x"]:
        with pytest.raises(NoteError) as caught:
            SigningKey.from_secret_text(damaged)
        assert secret[-20:] not in str(caught.value) + caught.value.help


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\x00", "\ud800"])
def test_a_name_that_cannot_stand_in_a_note_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        SigningKey.make(name)


def test_errors_say_what_and_what_to_do_and_can_be_pickled() -> None:
    error = pickle.loads(pickle.dumps(NoteError("what", "do")))
    assert (error.message, error.help, str(error)) == ("what", "do", "what")
