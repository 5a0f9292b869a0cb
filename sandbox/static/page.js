// The chat page of the sandbox: it shows what one person sees and does what they do.
// Everything that comes from outside is put into text nodes; no markup is ever parsed.
"use strict";

const byId = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const me = { person: Number(query.get("person")) || 0, chat: Number(query.get("chat")) || 0, topic: 0 };
const shown = new Map(); // message id -> {key, element}
const read = new Map(); // "person:chat" -> how many messages were seen
let world = null;
let replyTo = null;
let startWith = "/start";
let loading = false;
let stale = false;

// --- small tools ---------------------------------------------------------------------------

function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

async function ask(method, path, body) {
  const options = { method, headers: { "Content-Type": "application/json" } };
  if (body !== undefined) options.body = JSON.stringify(body);
  const answer = await fetch(path, options);
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.error || `The sandbox answered ${answer.status}`);
  return data;
}

async function act(work) {
  try {
    return await work();
  } catch (error) {
    toast(error.message);
    return null;
  }
}

function toast(text) {
  const box = make("div", { class: "toast" }, text);
  byId("toasts").append(box);
  setTimeout(() => box.remove(), 4200);
}

function alertBox(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

const hue = (id) => Math.abs(Number(id)) % 7;
const initials = (name) => [...name.trim().split(/\s+/)].slice(0, 2).map((word) => [...word][0] || "").join("").toUpperCase();
const avatar = (id, name, size = "") => make("span", { class: `avatar ${size} hue${hue(id)}`, "aria-hidden": "true" }, initials(name));
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const day = (seconds) => new Date(seconds * 1000).toLocaleDateString([], { weekday: "long", day: "numeric", month: "long" });
const when = (seconds) => (day(seconds) === day(Date.now() / 1000) ? clock(seconds) : new Date(seconds * 1000).toLocaleDateString([], { day: "numeric", month: "short" }));

function remember() {
  const url = new URL(location.href);
  for (const name of ["person", "chat"]) {
    if (me[name]) url.searchParams.set(name, me[name]);
    else url.searchParams.delete(name);
  }
  history.replaceState(null, "", url);
}

// --- text with entities -> nodes -----------------------------------------------------------

// A block ends its own line, so the line break after it is not drawn a second time.
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

function richText(text, entities) {
  const box = make("div", { class: "words" });
  fill(box, text, entities, 0, text.length);
  return box;
}

function fill(parent, text, entities, start, end) {
  let place = start;
  const waiting = entities.slice();
  while (waiting.length) {
    const entity = waiting.shift();
    const stop = entity.offset + entity.length;
    if (entity.offset > place) parent.append(text.slice(place, entity.offset));
    const inside = [];
    while (waiting.length && waiting[0].offset < stop) inside.push(waiting.shift());
    const element = entityElement(entity, text.slice(entity.offset, stop));
    fill(element, text, inside, entity.offset, stop);
    parent.append(element);
    place = BLOCKS.has(entity.type) && text[stop] === "\n" ? stop + 1 : stop;
  }
  if (place < end) parent.append(text.slice(place, end));
}

function entityElement(entity, plain) {
  const tags = { bold: "b", italic: "i", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };
  if (tags[entity.type]) return make(tags[entity.type]);
  if (entity.type === "text_link") return link(entity.url);
  if (entity.type === "url") return link(plain.includes("://") ? plain : `http://${plain}`);
  if (entity.type === "bot_command") return make("button", { type: "button", class: "command", onclick: () => act(() => say(plain)) });
  if (entity.type === "spoiler") {
    return make("button", { type: "button", class: "spoiler", "aria-pressed": "false", onclick: (event) => event.currentTarget.setAttribute("aria-pressed", "true") });
  }
  if (["mention", "text_mention", "hashtag", "email"].includes(entity.type)) return make("span", { class: "command" });
  return make("span");
}

function link(url) {
  const safe = /^(https?|tg):\/\//i.test(url) ? url : "about:blank";
  const element = make("a", { href: safe, target: "_blank", rel: "noopener noreferrer" });
  element.addEventListener("click", (event) => {
    if (openInside(url)) event.preventDefault();
  });
  return element;
}

// A link to a bot of this sandbox opens its chat here, as a Telegram client would.
function openInside(url) {
  const match = /^(?:https?:\/\/t\.me\/|tg:\/\/resolve\?domain=)(\w+)(?:[?&]start(group)?=([\w-]*))?/i.exec(url);
  const bot = match && world.bots.find((one) => one.username.toLowerCase() === match[1].toLowerCase());
  if (!bot) return false;
  startWith = match[3] ? `/start ${match[3]}` : "/start";
  byId("start").dataset.forced = "true";
  openChat(bot.id);
  return true;
}

// --- loading and live updates --------------------------------------------------------------

async function load() {
  if (loading) {
    stale = true;
    return;
  }
  loading = true;
  try {
    do {
      stale = false;
      const wanted = `${me.person}:${me.chat}`;
      const next = await ask("GET", `/world/state?person=${me.person}&chat=${me.chat}`);
      if (wanted !== `${me.person}:${me.chat}`) stale = true;
      else show(next);
    } while (stale);
  } catch {
    setLive(false, "Sandbox is away");
  } finally {
    loading = false;
  }
}

function watch() {
  const source = new EventSource("/world/events");
  source.addEventListener("open", () => setLive(true, "Live"));
  source.addEventListener("change", load);
  source.addEventListener("error", () => {
    setLive(false, "Reconnecting");
    if (source.readyState === EventSource.CLOSED) setTimeout(watch, 1500);
  });
}

function setLive(on, text) {
  byId("live").classList.toggle("on", on);
  byId("live-text").textContent = text;
}

// --- drawing -------------------------------------------------------------------------------

function show(next) {
  world = next;
  if (!world.me && world.people.length) {
    me.person = world.people[0].id;
    remember();
    stale = true;
    return;
  }
  showMe();
  showChats();
  showRoom();
  showLab();
}

function showMe() {
  const name = world.me ? world.me.name : "nobody yet";
  byId("me-name").textContent = name;
  byId("me-avatar").className = `avatar small hue${hue(me.person)}`;
  byId("me-avatar").textContent = initials(name);
}

function showChats() {
  const list = byId("chats");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  const chats = (world.chats || []).slice().sort((a, b) => (b.last ? b.last.date : 0) - (a.last ? a.last.date : 0));
  list.replaceChildren(...chats.map(chatLine));
  if (!chats.length) list.append(make("li", { class: "empty" }, "No chats yet. A bot appears here with its first call."));
  if (focused) list.querySelector(`[data-chat="${focused}"]`)?.focus();
}

function chatLine(chat) {
  const here = chat.id === me.chat;
  const key = `${me.person}:${chat.id}`;
  if (here || !read.has(key)) read.set(key, chat.count);
  const unread = chat.count - read.get(key);
  const last = chat.last;
  const words = !last ? "No messages yet" : last.service || chat.bot ? last.text : `${last.name}: ${last.text}`;
  return make("li", {}, make("button", { type: "button", class: "line", "data-chat": chat.id, "aria-current": String(here), onclick: () => openChat(chat.id) },
    avatar(chat.id, chat.title), make("strong", {}, chat.title), make("time", {}, last ? when(last.date) : ""),
    make("span", { class: "last" }, words), unread > 0 ? make("span", { class: "badge", "aria-label": `${unread} unread` }, String(unread)) : ""));
}

function showRoom() {
  const chat = world.chat;
  byId("room-bar").hidden = !chat;
  byId("empty").hidden = Boolean(chat);
  byId("messages").hidden = !chat;
  if (!chat) {
    byId("composer").hidden = byId("start").hidden = byId("topics").hidden = true;
    return;
  }
  byId("room-title").textContent = chat.title;
  byId("room-avatar").className = `avatar hue${hue(chat.id)}`;
  byId("room-avatar").textContent = initials(chat.title);
  byId("room-about").textContent = about(chat);
  const forced = byId("start").dataset.forced === "true";
  const waits = chat.bot && (!chat.started || chat.blocked || forced);
  byId("start").hidden = !waits;
  byId("start").textContent = chat.blocked ? "Unblock and start" : "Start";
  byId("composer").hidden = Boolean(waits);
  byId("anonymous-label").hidden = !isAdmin(chat);
  showTopics(chat);
  showMessages();
}

function about(chat) {
  if (chat.bot) return chat.blocked ? "bot, blocked" : "bot";
  const names = chat.group.members.map((member) => member.name);
  return `${names.length} members: ${names.join(", ")}`;
}

const isAdmin = (chat) => Boolean(chat.group && chat.group.members.some((m) => m.id === me.person && m.status !== "member"));

function showTopics(chat) {
  const topics = chat.group && chat.group.forum ? chat.group.topics : [];
  const box = byId("topics");
  box.hidden = !topics.length;
  if (!topics.some((topic) => topic.id === me.topic)) me.topic = 0;
  const tab = (id, name) => make("button", { type: "button", class: "tab", "aria-pressed": String(me.topic === id), onclick: () => { me.topic = id; show(world); } }, name);
  box.replaceChildren(tab(0, "General"), ...topics.map((topic) => tab(topic.id, topic.closed ? `${topic.name} (closed)` : topic.name)));
}

function showMessages() {
  const list = byId("messages");
  const near = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  const forum = world.chat.group && world.chat.group.forum;
  const visible = world.messages.filter((message) => !forum || (message.thread || 0) === me.topic);
  const wanted = [];
  let before = null;
  for (const message of visible) {
    if (!before || day(before.date) !== day(message.date)) wanted.push(keyed(`day${message.date}`, day(message.date), () => make("li", { class: "service" }, day(message.date))));
    const follows = Boolean(before && !before.service && before.sender.name === message.sender.name && message.date - before.date < 300 && day(before.date) === day(message.date));
    wanted.push(keyed(message.id, JSON.stringify([message, follows, me.person]), () => messageItem(message, follows)));
    before = message;
  }
  const keep = new Set(wanted);
  for (const [id, entry] of shown) if (!keep.has(entry.element)) shown.delete(id);
  const same = list.children.length === wanted.length && wanted.every((element, index) => list.children[index] === element);
  if (!same) place(list, wanted);
  if (near) list.scrollTop = list.scrollHeight;
}

// Moves nothing that is in its place already, so that focus and hover survive an update.
function place(list, wanted) {
  for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((element, index) => {
    if (list.children[index] !== element) list.insertBefore(element, list.children[index] || null);
  });
}

function keyed(id, key, build) {
  const old = shown.get(id);
  if (old && old.key === key) return old.element;
  const focused = old && old.element.contains(document.activeElement) ? document.activeElement.textContent : null;
  const element = build();
  shown.set(id, { key, element });
  if (focused && old.element.parentNode) {
    old.element.replaceWith(element);
    ([...element.querySelectorAll("button")].find((button) => button.textContent === focused) || byId("messages")).focus({ preventScroll: true });
  }
  return element;
}

function messageItem(message, follows) {
  if (message.service) return make("li", { class: "service", "data-message": message.id }, message.service);
  const bubble = make("div", { class: "bubble" });
  if (!message.mine && !follows) {
    bubble.append(make("div", { class: `author ink${hue(message.sender.id)}` }, message.sender.name, message.sender.bot ? make("small", {}, "bot") : ""));
  }
  if (message.reply_to) bubble.append(quoted(message.reply_to));
  if (message.media) bubble.append(mediaElement(message.media));
  if (message.text) bubble.append(richText(message.text, message.entities));
  if (message.reactions.length) bubble.append(make("div", { class: "reactions" }, ...message.reactions.map((emoji) => make("span", {}, emoji))));
  bubble.append(make("div", { class: "meta" }, message.silent ? make("span", {}, "silent") : "", message.edited ? make("span", {}, "edited") : "", make("time", {}, clock(message.date))));
  bubble.append(make("button", { type: "button", class: "icon answer", "aria-label": `Reply to ${message.sender.name}`, title: "Reply", onclick: () => startReply(message) }, "↩"));
  const stack = make("div", { class: "stack" }, bubble, message.buttons.length ? keys(message) : "");
  return make("li", { class: `message${message.mine ? " mine" : ""}${follows ? " follows" : ""}`, "data-message": message.id },
    message.mine ? "" : avatar(message.sender.id, message.sender.name, "tiny"), stack);
}

function quoted(brief) {
  return make("button", { type: "button", class: "quoted", onclick: () => jumpTo(brief.id) }, make("strong", {}, brief.name), make("span", {}, brief.text));
}

function jumpTo(id) {
  const target = byId("messages").querySelector(`[data-message="${id}"]`);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.classList.add("flash");
  setTimeout(() => target.classList.remove("flash"), 1300);
}

function mediaElement(media) {
  if (media.kind === "photo") return make("img", { class: "photo", src: media.url, alt: media.name });
  return make("a", { class: "file", href: media.url, download: media.name }, make("span", {}, make("strong", {}, media.name), make("small", {}, `${Math.ceil(media.size / 1024)} KB`)));
}

function keys(message) {
  const box = make("div", { class: "keys", role: "group", "aria-label": "Buttons" });
  message.buttons.forEach((row, rowIndex) => {
    box.append(make("div", { class: "keyrow" }, ...row.map((button, column) =>
      make("button", { type: "button", class: "key", "data-kind": button.kind === "callback" ? null : button.kind, onclick: (event) => pressKey(event.currentTarget, message, button, rowIndex, column) }, button.text))));
  });
  return box;
}

// --- doing things --------------------------------------------------------------------------

async function pressKey(element, message, button, row, column) {
  if (button.kind === "url") {
    if (!openInside(button.value)) window.open(button.value, "_blank", "noopener,noreferrer");
  } else if (button.kind === "copy") {
    await copy(button.value);
  } else if (button.kind === "callback") {
    element.setAttribute("aria-busy", "true");
    const answer = await act(() => ask("POST", "/world/press", { person: me.person, chat: me.chat, message: message.id, row, column }));
    element.removeAttribute("aria-busy");
    if (answer) showAnswer(answer);
  } else {
    toast("The sandbox does not open this kind of button.");
  }
}

function showAnswer(answer) {
  if (!answer.answered) toast("The bot did not answer.");
  else if (answer.url && !openInside(answer.url)) window.open(answer.url, "_blank", "noopener,noreferrer");
  else if (answer.text && answer.alert) alertBox(answer.text);
  else if (answer.text) toast(answer.text);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied to the clipboard");
  } catch {
    alertBox(text);
  }
}

function say(text) {
  const body = { person: me.person, chat: me.chat, text, reply_to: replyTo ? replyTo.id : null, thread: me.topic || null, anonymous: byId("anonymous").checked };
  return ask("POST", "/world/say", body);
}

function openChat(id) {
  if (id !== me.chat) {
    me.chat = id;
    me.topic = 0;
    shown.clear();
    byId("messages").replaceChildren();
    cancelReply();
  }
  byId("app").dataset.view = "chat";
  remember();
  load().then(() => {
    byId("messages").scrollTop = byId("messages").scrollHeight;
    if (matchMedia("(min-width: 721px)").matches && !byId("composer").hidden) byId("text").focus();
  });
}

function startReply(message) {
  replyTo = message;
  byId("reply").hidden = false;
  byId("reply-name").textContent = `Reply to ${message.sender.name}`;
  byId("reply-text").textContent = message.text || "a file";
  byId("text").focus();
}

function cancelReply() {
  replyTo = null;
  byId("reply").hidden = true;
}

async function send(event) {
  event?.preventDefault();
  const field = byId("text");
  const text = field.value.trim();
  if (!text) return;
  if (await act(() => say(text))) {
    field.value = "";
    cancelReply();
    suggest();
    byId("messages").scrollTop = byId("messages").scrollHeight;
  }
}

function suggest() {
  const typed = byId("text").value;
  const commands = world && world.chat ? world.chat.commands : [];
  const fitting = /^\/\w*$/.test(typed) ? commands.filter((one) => `/${one.command}`.startsWith(typed)) : [];
  byId("suggestions").hidden = !fitting.length;
  byId("suggestions").replaceChildren(...fitting.map((one) => make("li", {}, make("button", { type: "button", onclick: () => {
    byId("text").value = `/${one.command} `;
    suggest();
    byId("text").focus();
  } }, make("strong", {}, `/${one.command}`), make("span", {}, one.description)))));
}

// --- sheets: people, groups, information ----------------------------------------------------

function sheet(title, ...content) {
  byId("sheet-title").textContent = title;
  byId("sheet-body").replaceChildren(...content);
  if (!byId("sheet").open) byId("sheet").showModal();
}

const field = (name, label, options = {}) => make("label", { class: "field" }, label, make("input", { type: "text", name, autocomplete: "off", ...options }));

function form(button, inputs, submit) {
  return make("form", { class: "form", onsubmit: async (event) => {
    event.preventDefault();
    if (await act(() => submit(new FormData(event.target)))) byId("sheet").close();
  } }, ...inputs, make("button", { class: "primary" }, button));
}

function personRow(person, note, ...buttons) {
  return make("li", {}, make("span", { class: "pick" }, avatar(person.id, person.name, "small"), make("span", {}, person.name, make("small", {}, note))), ...buttons);
}

function choosePerson() {
  const pick = (person) => make("li", {}, make("button", { type: "button", class: "pick", "aria-current": String(person.id === me.person), onclick: () => become(person.id) },
    avatar(person.id, person.name, "small"), make("span", {}, person.name, make("small", {}, person.username ? `@${person.username}` : `id ${person.id}`))));
  const adding = form("Add person", [field("first_name", "First name", { required: true, maxlength: 64 }), field("last_name", "Last name", { maxlength: 64 })], async (data) => {
    const added = await ask("POST", "/world/people", { first_name: data.get("first_name"), last_name: data.get("last_name") || null });
    become(added.person.id);
    return added;
  });
  sheet("Who are you?", make("ul", { class: "people" }, ...world.people.map(pick)), adding);
}

function become(id) {
  me.person = id;
  const stays = me.chat && (world.bots.some((bot) => bot.id === me.chat) || world.groups.some((group) => group.id === me.chat && group.members.some((m) => m.id === id)));
  if (!stays) me.chat = 0;
  if (!me.chat) byId("app").dataset.view = "list";
  shown.clear();
  byId("messages").replaceChildren();
  byId("anonymous").checked = false;
  cancelReply();
  remember();
  byId("sheet").close();
  load();
}

function newGroup() {
  const others = world.people.filter((person) => person.id !== me.person);
  const box = (name, one) => make("label", { class: "switch" }, one.bot ? `${one.name} (bot)` : one.name, make("input", { type: "checkbox", name, value: one.id }));
  const boxes = [...others.map((person) => box("member", person)), ...world.bots.map((bot) => box("bot", bot))];
  sheet("New group", form("Create group", [
    field("title", "Title", { required: true, maxlength: 128 }),
    make("fieldset", {}, make("legend", {}, "Members"), ...boxes),
    make("label", { class: "switch" }, "With topics", make("input", { type: "checkbox", name: "forum" })),
  ], async (data) => {
    const body = { title: data.get("title"), admins: [me.person], members: data.getAll("member").map(Number), forum: data.get("forum") === "on" };
    const added = await ask("POST", "/world/groups", body);
    for (const bot of data.getAll("bot")) await ask("POST", `/world/groups/${added.group.id}/members`, { account: Number(bot), by: me.person, action: "add" });
    openChat(added.group.id);
    return added;
  }));
}

function information() {
  const chat = world.chat;
  if (chat.bot) {
    const block = () => act(() => ask("POST", "/world/block", { person: me.person, bot: chat.id, blocked: !chat.blocked })).then(() => byId("sheet").close());
    sheet(chat.title, make("p", {}, "A private chat with a bot."), make("button", { type: "button", class: "quiet danger", onclick: block }, chat.blocked ? "Unblock this bot" : "Block this bot"));
    return;
  }
  const group = chat.group;
  const change = (account, action) => act(() => ask("POST", `/world/groups/${group.id}/members`, { account, by: me.person, action })).then(load).then(information);
  const small = (text, work) => make("button", { type: "button", class: "quiet", onclick: work }, text);
  const present = group.members.map((member) => personRow(member, member.bot ? `bot, ${member.status}` : member.status,
    member.status === "creator" ? "" : small(member.status === "member" ? "Promote" : "Demote", () => change(member.id, member.status === "member" ? "promote" : "demote")),
    member.status === "creator" ? "" : small("Remove", () => change(member.id, "remove"))));
  const outside = [...world.bots, ...world.people].filter((one) => !group.members.some((member) => member.id === one.id));
  const addable = outside.map((one) => personRow(one, one.bot ? "bot" : "person", small("Add", () => change(one.id, "add"))));
  const parts = [make("h3", {}, "Members"), make("ul", { class: "people" }, ...present)];
  if (addable.length) parts.push(make("h3", {}, "Not in this group"), make("ul", { class: "people" }, ...addable));
  if (group.forum) parts.push(...topicControls(group));
  if (group.kind === "group") parts.push(small("Upgrade to a supergroup", () => act(async () => openChat((await ask("POST", `/world/groups/${group.id}/migrate`, {})).group.id)).then(() => byId("sheet").close())));
  sheet(group.title, ...parts);
}

function topicControls(group) {
  const change = (body) => act(() => ask("POST", `/world/groups/${group.id}/topics`, body)).then(load).then(information);
  const rows = group.topics.map((topic) => make("li", {}, make("span", { class: "pick" }, topic.name),
    make("button", { type: "button", class: "quiet", onclick: () => change({ topic: topic.id, action: topic.closed ? "reopen" : "close" }) }, topic.closed ? "Reopen" : "Close"),
    make("button", { type: "button", class: "quiet danger", onclick: () => change({ topic: topic.id, action: "delete" }) }, "Delete")));
  const adding = form("Add topic", [field("name", "New topic", { required: true, maxlength: 128 })], (data) => ask("POST", `/world/groups/${group.id}/topics`, { name: data.get("name") }));
  return [make("h3", {}, "Topics"), make("ul", { class: "people" }, ...rows), adding];
}

// --- faults and calls ----------------------------------------------------------------------

function showLab() {
  byId("limits").checked = world.limits;
  byId("fault-count").hidden = !world.faults.length;
  byId("fault-count").textContent = String(world.faults.length);
  if (byId("lab").hidden) return;
  const focused = document.activeElement?.dataset?.fault;
  byId("faults").replaceChildren(...Object.entries(world.kinds).filter(([kind]) => kind !== "custom").map(faultRow));
  if (focused) byId("faults").querySelector(`[data-fault="${focused}"]`)?.focus();
  byId("calls").replaceChildren(...world.calls.slice().reverse().map(callRow));
}

function faultRow([kind, name]) {
  const active = world.faults.filter((fault) => fault.kind === kind);
  const detail = active.map((fault) => `${fault.method === "*" ? "all methods" : fault.method}${fault.chat_id ? " in one chat" : ""}, ${fault.times === null ? "until off" : `${fault.times} left`}`).join("; ");
  const toggle = (event) => act(() => (event.target.checked ? addFault(kind) : Promise.all(active.map((fault) => ask("DELETE", `/world/faults/${fault.id}`)))));
  const box = make("input", { type: "checkbox", role: "switch", "data-fault": kind, onchange: toggle });
  box.checked = active.length > 0;
  return make("li", {}, make("label", { class: "switch" }, make("span", {}, name, detail ? make("small", {}, detail) : ""), box));
}

function addFault(kind) {
  const times = byId("fault-times").value;
  const here = byId("fault-chat").value === "here" && world.chat;
  const chat = here ? (world.chat.bot ? me.person : world.chat.id) : null;
  return ask("POST", "/world/faults", { kind, method: byId("fault-method").value, times: times ? Number(times) : null, chat_id: chat });
}

function callRow(call) {
  const words = call.params.text || call.params.caption || "";
  return make("li", {}, make("time", {}, clock(call.at)), make("strong", {}, call.method), call.ok ? make("span", { class: "fine" }, String(words)) : make("span", { class: "failed" }, call.error));
}

function toggleLab(open) {
  byId("lab").hidden = !open;
  byId("lab-open").setAttribute("aria-expanded", String(open));
  if (world) showLab();
  (open ? byId("lab-close") : byId("lab-open")).focus();
}

// --- wiring --------------------------------------------------------------------------------

byId("me").addEventListener("click", () => world && choosePerson());
byId("new-group").addEventListener("click", () => world && world.me && newGroup());
byId("info-open").addEventListener("click", information);
byId("back").addEventListener("click", () => { byId("app").dataset.view = "list"; });
byId("composer").addEventListener("submit", send);
byId("text").addEventListener("input", suggest);
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  if (event.key === "Escape") cancelReply();
});
byId("reply-cancel").addEventListener("click", cancelReply);
byId("start").addEventListener("click", async () => {
  byId("start").dataset.forced = "false";
  await act(() => say(startWith));
  startWith = "/start";
});
byId("lab-open").addEventListener("click", () => toggleLab(byId("lab").hidden));
byId("lab-close").addEventListener("click", () => toggleLab(false));
byId("limits").addEventListener("change", (event) => act(() => ask("PUT", "/world/limits", { on: event.target.checked })));
byId("faults-clear").addEventListener("click", () => act(() => ask("DELETE", "/world/faults")));
if (me.chat) byId("app").dataset.view = "chat";
load().then(watch);
