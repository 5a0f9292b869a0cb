"""What the control API is sent, checked by shape."""

from pydantic import BaseModel, ConfigDict, Field

ANSWER_SECONDS = 10.0


class Body(BaseModel):
    """The body of a request; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Say(Body):
    """Somebody says something."""

    person: int
    chat: int
    text: str = Field(min_length=1, max_length=4096)
    reply_to: int | None = None
    thread: int | None = None
    anonymous: bool = False


class PressButton(Body):
    """Somebody presses a button by row and column, by label, or forges any data at all."""

    person: int
    chat: int
    message: int | None = None
    row: int | None = None
    column: int = 0
    label: str | None = None
    data: str | None = None
    wait: float = Field(default=ANSWER_SECONDS, ge=0, le=60)


class NewPerson(Body):
    """A person to add."""

    first_name: str = Field(min_length=1, max_length=64)
    last_name: str | None = Field(default=None, max_length=64)
    username: str | None = Field(default=None, pattern=r"^[A-Za-z]\w{3,31}$")
    language: str = Field(default="en", max_length=10)


class NewGroup(Body):
    """A group to add; the first admin is its creator."""

    title: str = Field(min_length=1, max_length=128)
    admins: list[int]
    members: list[int] = []
    forum: bool = False
    kind: str = Field(default="supergroup", pattern="^(group|supergroup)$")


class Membership(Body):
    """Somebody, or a bot, is added, removed, promoted or demoted by a person."""

    account: int
    by: int
    topics: bool = True
    action: str = Field(pattern="^(add|remove|promote|demote)$")


class TopicChange(Body):
    """A topic is added by name, or renamed, closed, reopened or deleted by id."""

    name: str = ""
    topic: int | None = None
    action: str = Field(default="add", pattern="^(add|rename|close|reopen|delete)$")


class Block(Body):
    """A person blocks or unblocks a bot."""

    person: int
    bot: int
    blocked: bool = True


class NewFault(Body):
    """A fault to switch on; `times` null means until it is switched off."""

    kind: str
    method: str = "*"
    chat_id: int | None = None
    times: int | None = Field(default=1, ge=1)
    retry_after: int = Field(default=5, ge=1)
    status: int = Field(default=400, ge=400, le=599)
    description: str = "Bad Request: something new"


class Switch(Body):
    """Something is on or off."""

    on: bool


class Redelivery(Body):
    """An update to deliver again."""

    update_id: int
