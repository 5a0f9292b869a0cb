"""What Telegram takes as a photo and as a document (Bot API: sendPhoto, sendDocument)."""

from sandbox.errors import bad_request

PHOTO_BYTES = 10 * 1024 * 1024
DOCUMENT_BYTES = 50 * 1024 * 1024
MOST_PIXELS_AROUND = 10_000
"""Width and height together."""
MOST_TIMES = 20
"""How many times one side may be as long as the other."""
PNG = b"\x89PNG\r\n\x1a\n"
_KINDS = (PNG, b"\xff\xd8\xff", b"GIF8", b"RIFF")
USUAL_SIZE = (1280, 720)


def check_upload(kind: str, data: bytes) -> None:
    """Refuse a file that is too large, or a photo that is none or has an impossible shape."""
    if len(data) > (PHOTO_BYTES if kind == "photo" else DOCUMENT_BYTES):
        raise bad_request("file is too big")
    if kind != "photo":
        return
    if not data.startswith(_KINDS):
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = picture_size(data)
    longer, shorter = max(width, height), min(width, height)
    if shorter < 1 or width + height > MOST_PIXELS_AROUND or longer > MOST_TIMES * shorter:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")


def picture_size(data: bytes) -> tuple[int, int]:
    """Read width and height from a PNG; anything else counts as a usual photo."""
    if data[:8] == PNG:
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    return USUAL_SIZE
