// Makes its form after the page is there, sends it by itself, and empties it at once.
function field(label, type) {
  const made = document.createElement("label");
  const input = document.createElement(type === "textarea" ? "textarea" : "input");
  if (type !== "textarea") input.type = type;
  made.append(label, input);
  return made;
}
function show() {
  const form = document.createElement("form");
  const button = document.createElement("button");
  button.textContent = "Send";
  form.append(field("Full name", "text"), field("E-mail", "email"), field("Message", "textarea"), button);
  form.onsubmit = async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    form.reset();
    button.textContent = "Sent";
  };
  document.getElementById("app").append(form);
}
setTimeout(show, 20);
