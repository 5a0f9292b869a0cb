"""Which media types are JSON."""

JSON = "application/json"


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON (RFC 6839 for the suffix)."""
    of_an_application = media_type.startswith("application/")
    return media_type == JSON or (of_an_application and media_type.endswith("+json"))
