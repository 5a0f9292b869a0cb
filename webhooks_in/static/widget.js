/* LeadsBot: listens to the forms of a page, or draws one. It never stands in the page's way. */
(function () {
  "use strict";
  var script = document.currentScript || document.getElementById("leadsbot-listener");
  if (!script || !window.fetch || !window.URLSearchParams) return;
  var data = script.dataset;
  var api = (data.api || new URL(script.src).origin).replace(/\/+$/, "");
  var endpoint = api + "/f/" + data.token;
  var DAYS = 7, MOST = 20, LONGEST = 4000;
  var OURS = /^_(next|id|t|took|charset_)$/;
  var SECRET = /csrf|xsrf|nonce|authenticity|captcha|viewstate|session|^_?token$|_token$/i;
  var MONEY = /pass(word|wd|code)|card.?(num|no\b|code)|cc.?(num|exp|cvc)|cvc|cvv|iban|\bpin\b|ssn/i;
  var began = performance.now();

  // --- what is kept in the browser; where nothing may be kept, it is kept until the page closes

  var memory = {};
  function load(name, usual) {
    var key = "leadsbot:" + data.token + ":" + name;
    try { return JSON.parse(localStorage.getItem(key)) || usual; } catch (_) { return memory[key] || usual; }
  }
  function save(name, value) {
    var key = "leadsbot:" + data.token + ":" + name;
    memory[key] = value;
    try { localStorage.setItem(key, JSON.stringify(value)); } catch (_) { /* kept in memory */ }
  }
  function unique() {
    if (crypto.randomUUID) return crypto.randomUUID();
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (each) {
      return (each + 256).toString(16).slice(1);
    }).join("");
  }

  // --- the way to the house: what was not answered stays in the queue, under the same id

  var waits = 0, timer = 0;
  function queue() {
    var oldest = Date.now() - DAYS * 864e5;
    return load("queue", []).filter(function (each) { return each.at > oldest; }).slice(-MOST);
  }
  function forget(id) {
    save("queue", queue().filter(function (each) { return each.id !== id; }));
  }
  function post(path, body) {
    var options = {
      method: "POST", body: body, keepalive: true, credentials: "omit",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" }
    };
    return fetch(endpoint + path, options).catch(function (problem) {
      // Too much is under way for keepalive: then without.
      if (body.length < 3e4) throw problem;
      options.keepalive = false;
      return fetch(endpoint + path, options);
    });
  }
  function deliver(entry) {
    return post("", entry.body).then(function (answer) {
      var visit = load("visit", 0);
      // Once the whole of it has arrived there is nothing unfinished that it stands for.
      if (answer.ok && visit && entry.body.indexOf(visit.id) >= 0) save("visit", 0);
      // A site that is not allowed yet, and whatever passes, is tried again later.
      var later = [403, 408, 429].indexOf(answer.status) >= 0 || answer.status >= 500;
      if (!later) forget(entry.id);
      return answer;
    });
  }
  function flush() {
    clearTimeout(timer);
    return Promise.all(queue().map(function (entry) {
      return deliver(entry).then(function (answer) { return answer.ok; }, function () { return false; });
    })).then(function (done) {
      waits = done.indexOf(false) < 0 ? 0 : waits + 1;
      if (waits && waits < 8) timer = setTimeout(flush, Math.min(300, 4 * Math.pow(2, waits)) * 1000);
    });
  }
  function enqueue(fields) {
    var id = unique();
    var visit = data.partial === "true" && load("visit", 0);
    var ours = visit ? [["_id", id], ["_visit", visit.id]] : [["_id", id]];
    var entry = { id: id, at: Date.now(), body: new URLSearchParams(fields.concat(ours)).toString() };
    save("queue", queue().concat([entry]).slice(-MOST));
    return entry;
  }

  // --- where visitors come from: the first time, and the last

  function touch() {
    var here = new URL(location.href), found = { page: here.origin + here.pathname };
    here.searchParams.forEach(function (value, name) {
      if (/^utm_(source|medium|campaign|term|content|id)$/.test(name)) found[name] = value.slice(0, 200);
    });
    try {
      if (new URL(document.referrer).origin !== here.origin) found.referrer = document.referrer.slice(0, 1000);
    } catch (_) { /* there is none */ }
    return found;
  }
  function attribution() {
    if (data.attribution === "off") return [];
    var last = load("last", {}), first = load("first", {});
    var said = Object.keys(last).filter(function (name) { return name !== "page"; });
    var pairs = said.map(function (name) { return [name, last[name]]; });
    if (JSON.stringify(first) === JSON.stringify(last)) return pairs;
    return pairs.concat(Object.keys(first).map(function (name) { return ["first_" + name, first[name]]; }));
  }
  if (data.attribution !== "off") {
    var now = touch();
    if (!load("first", 0)) save("first", now);
    if (!load("last", 0) || Object.keys(now).length > 1) save("last", now);
  }
  function context(took) {
    return attribution().concat([["page_url", location.href.split("#")[0]], ["_took", String(Math.round(took))]]);
  }

  // --- reading a form, and what in it is nobody's business

  // A field called "elements" or "closest" hides what its form has by that name.
  var ELEMENTS = Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, "elements").get;
  function elementsOf(form) { return Array.from(ELEMENTS.call(form)); }
  function call(name, form, argument) { return Element.prototype[name].call(form, argument); }
  function nameOf(field) {
    var label = field.labels && field.labels[0];
    var name = field.name || field.id || field.getAttribute("aria-label") || (label && label.textContent) ||
      field.placeholder || field.autocomplete || (/^(email|tel)$/.test(field.type) ? field.type : "");
    return String(name).trim().replace(/\s*[:*]+$/, "").slice(0, 64);
  }
  function isCard(text) {
    var digits = text.replace(/[ -]/g, ""), sum = 0;
    if (!/^\d{15,19}$/.test(digits)) return false;
    for (var at = 0; at < digits.length; at++) {
      var digit = +digits[digits.length - 1 - at] * (at % 2 ? 2 : 1);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 === 0;
  }
  function isPrivate(field) {
    var name = [field.name, field.id, field.autocomplete].join(" ");
    return field.disabled || /^(password|file|submit|button|image|reset)$/.test(field.type) ||
      MONEY.test(name) || /\bcc-/.test(name) || OURS.test(field.name) ||
      (field.type === "hidden" && (SECRET.test(name) || field.value.length > 200)) ||
      !!field.closest("[data-leadsbot-ignore]");
  }
  function valuesOf(field) {
    if (field.type === "checkbox" || field.type === "radio") {
      return field.checked ? [field.value === "on" ? "yes" : field.value] : [];
    }
    if (field.type !== "select-multiple") return [field.value];
    return Array.from(field.selectedOptions, function (each) { return each.value; });
  }
  function fieldsOf(form) {
    return elementsOf(form).filter(function (field) {
      return /^(INPUT|SELECT|TEXTAREA)$/.test(field.tagName) && !isPrivate(field) && nameOf(field);
    });
  }
  function read(form, right) {
    var pairs = [];
    fieldsOf(form).filter(right || Boolean).forEach(function (field) {
      valuesOf(field).forEach(function (value) {
        if (value.trim() && !isCard(value)) pairs.push([nameOf(field), value.slice(0, LONGEST)]);
      });
    });
    return pairs;
  }
  function reaches(field) {
    var hint = field.type + " " + nameOf(field) + " " + field.autocomplete;
    return field.tagName === "TEXTAREA" || /mail|tel|phone|почт|тел|correo|móvil|movil/i.test(hint);
  }
  function isOurs(form) {
    var action = call("getAttribute", form, "action") || "";
    return action.indexOf("/f/" + data.token) >= 0;
  }
  function listensTo(form) {
    var types = elementsOf(form).map(function (field) { return field.type; });
    var typed = types.filter(function (type) { return /^(text|email|tel)$/.test(type); });
    var login = types.indexOf("password") >= 0 && typed.length < 2;
    return !login && !isOurs(form) && !call("closest", form, "[data-leadsbot-ignore], [role=search]") &&
      fieldsOf(form).some(reaches);
  }

  // --- what is left unfinished: only where the page says so, and once the visitor has agreed

  var agreed = [], gone = "";
  function isConsent(field) {
    return field.type === "checkbox" &&
      (field.hasAttribute("data-leadsbot-consent") || /^(consents?|gdpr(_consent)?)$/i.test(field.name));
  }
  function without(form) {
    agreed = agreed.filter(function (each) { return each !== form; });
  }
  function watch(place) {
    if (data.partial !== "true") return;
    place.addEventListener("change", function (event) {
      var field = event.target;
      // What was ticked already, or by a script, is nobody's consent.
      if (!event.isTrusted || !(field instanceof HTMLInputElement) || !field.form || !isConsent(field)) return;
      without(field.form);
      if (field.checked) agreed.push(field.form);
    }, true);
  }
  function leave() {
    agreed.forEach(function (form) {
      try {
        var ticked = elementsOf(form).filter(function (each) { return isConsent(each) && each.checked; })[0];
        var right = function (field) { return !/^(email|tel)$/.test(field.type) || field.validity.valid; };
        var reachable = fieldsOf(form).some(function (field) {
          return reaches(field) && field.tagName !== "TEXTAREA" && field.value.trim() && right(field);
        });
        if (!ticked || !reachable || !listensTo(form)) return;
        var pairs = read(form, right), same = JSON.stringify(pairs), visit = load("visit", 0);
        if (same === gone) return;
        gone = same;
        if (!pairs.some(function (each) { return /^(consents?|gdpr(_consent)?)$/i.test(each[0]); })) pairs.push(["consent", "yes"]);
        if (!visit || visit.at < Date.now() - 9e5) visit = { id: unique() };
        visit.at = Date.now();
        save("visit", visit);
        pairs = pairs.concat(context(performance.now() - began), [["_visit", visit.id]]);
        post("/partial", new URLSearchParams(pairs).toString()).catch(function () { /* it stays unfinished */ });
      } catch (_) { /* see below */ }
    });
  }
  if (data.partial === "true") {
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", function () { if (document.hidden) leave(); });
  }

  // --- listening

  var sent = {};
  function hear(form) {
    try {
      if (!listensTo(form) || !(call("hasAttribute", form, "novalidate") || call("matches", form, ":valid"))) return;
      var pairs = read(form), same = JSON.stringify(pairs);
      var reachable = fieldsOf(form).some(function (field) { return reaches(field) && field.value.trim(); });
      // A handler may submit once more what it has stopped.
      if (!reachable || Date.now() - (sent[same] || 0) < 5000) return;
      sent[same] = Date.now();
      without(form);
      var called = call("getAttribute", form, "name") || call("getAttribute", form, "id");
      if (called) pairs.push(["form_name", called.slice(0, 100)]);
      enqueue(pairs.concat(context(performance.now() - began)));
      flush();
    } catch (_) { /* whatever it is, the page goes on */ }
  }
  function listen() {
    watch(window);
    // Before the page's own handlers, which may stop the event or empty the form.
    window.addEventListener("submit", function (event) {
      if (event.target instanceof HTMLFormElement) hear(event.target);
    }, true);
    var submit = HTMLFormElement.prototype.submit;
    HTMLFormElement.prototype.submit = function () {
      hear(this);
      return submit.apply(this, arguments);
    };
    setTimeout(check, 3000);
  }
  function check() {
    try {
      var page = location.origin + location.pathname, shapes = load("shapes", {}), names = {};
      Array.from(document.forms).filter(listensTo).forEach(function (form) {
        fieldsOf(form).forEach(function (field) {
          if (field.type !== "hidden") names[nameOf(field)] = 1;
        });
      });
      var shape = Object.keys(names).sort().join(",").slice(0, 1000);
      if (shape === (shapes[page] || "")) return;
      post("/shape", new URLSearchParams({ page: page, fields: shape }).toString()).then(function (answer) {
        if (!answer.ok) return;
        shapes[page] = shape;
        save("shapes", shapes);
      }, function () { /* the next visitor tells */ });
    } catch (_) { /* see above */ }
  }

  // --- drawing a form

  var WORDS = {
    en: ["Your name", "E-mail", "Phone", "Message", "Send", "Sending…", "Thank you! Your message has arrived.",
      "You are offline. Your message is kept on this device and goes out by itself.",
      "Please leave an e-mail address or a phone number.", "Please fill this in.",
      "The message was not sent. Please try again in a moment.", "Please agree first."],
    ru: ["Ваше имя", "Эл. почта", "Телефон", "Сообщение", "Отправить", "Отправляем…", "Спасибо! Сообщение получено.",
      "Нет связи. Сообщение сохранено на этом устройстве и уйдёт само.",
      "Оставьте, пожалуйста, почту или телефон.", "Заполните, пожалуйста.",
      "Сообщение не отправлено. Попробуйте ещё раз чуть позже.", "Пожалуйста, подтвердите согласие."],
    es: ["Su nombre", "Correo electrónico", "Teléfono", "Mensaje", "Enviar", "Enviando…", "¡Gracias! Hemos recibido su mensaje.",
      "No hay conexión. Su mensaje queda guardado en este dispositivo y se enviará solo.",
      "Deje, por favor, un correo o un teléfono.", "Rellene este campo, por favor.",
      "El mensaje no se ha enviado. Inténtelo de nuevo en un momento.", "Acepte primero, por favor."]
  };
  var STYLE = ":host{display:block;color-scheme:light dark;--ink:#16202c;--soft:#52606f;--card:#fff;--line:#8592a1;--edge:#dce3ea;" +
    "--bad:#b3261e;--good:#0a7f4f;--accent:#0a58ca;--on:#fff;font:1rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif}" +
    "@media(prefers-color-scheme:dark){:host{--ink:#e9eef4;--soft:#a6b3c2;--card:#18212b;--line:#64748a;--edge:#2b3847;" +
    "--bad:#ff8a80;--good:#4fd69c;--accent:#8ab8ff;--on:#0f151c}}" +
    "*{box-sizing:border-box}form,.done{max-width:30rem;padding:1.75rem;border:1px solid var(--edge);border-radius:1rem;" +
    "background:var(--card);color:var(--ink);box-shadow:0 1px 2px rgb(16 24 40/.06),0 8px 24px rgb(16 24 40/.07)}" +
    "h2{margin:0 0 1rem;font-size:1.3rem;line-height:1.25}label{display:block;margin:0 0 .9rem;font-weight:600;font-size:.925rem}" +
    "input,textarea{display:block;width:100%;margin-top:.3rem;padding:.6rem .75rem;font:inherit;font-size:1rem;font-weight:400;" +
    "color:inherit;background:transparent;border:1px solid var(--line);border-radius:.55rem}textarea{min-height:6.5rem;resize:vertical}" +
    "label.tick{display:flex;gap:.6rem;align-items:flex-start;font-weight:400;color:var(--soft)}" +
    ".tick input{width:1.15rem;height:1.15rem;margin:.15rem 0 0;flex:none;accent-color:var(--accent)}a{color:var(--accent)}" +
    ":focus-visible{outline:3px solid var(--accent);outline-offset:1px}[aria-invalid=true]{border-color:var(--bad)}" +
    "button{width:100%;padding:.75rem 1rem;font:inherit;font-weight:700;color:var(--on);background:var(--accent);border:0;" +
    "border-radius:.6rem;cursor:pointer}button[aria-disabled=true]{opacity:.6;cursor:default}.trap{display:none}" +
    "p{margin:.75rem 0 0;min-height:1.5rem;color:var(--bad)}p.good,.done{color:var(--good)}.done{font-weight:600;text-align:center}" +
    "@media(forced-colors:active){button{border:1px solid}}";

  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (each) { made.setAttribute(each, attributes[each]); });
    made.append.apply(made, children || []);
    return made;
  }
  function words() {
    var wished = data.lang || document.documentElement.lang || navigator.language || "en";
    return WORDS[wished.slice(0, 2).toLowerCase()] || WORDS.en;
  }
  function draw() {
    var say = words(), host = element("div", { "data-leadsbot-ignore": "" }), root = host.attachShadow({ mode: "open" });
    try {
      var sheet = new CSSStyleSheet(), accent = data.accent, style = STYLE;
      if (data.scheme === "light") style = style.replace("(prefers-color-scheme:dark)", " not all").replace("light dark", "light");
      if (data.scheme === "dark") style = style.replace("(prefers-color-scheme:dark)", " all").replace("light dark", "dark");
      sheet.replaceSync(style);
      if (accent && CSS.supports("color", accent)) sheet.insertRule(":host{--accent:" + accent + " !important;--on:#fff}", 1);
      root.adoptedStyleSheets = [sheet];
    } catch (_) { /* an old browser shows it plainly */ }
    function field(name, label, attributes, tag) {
      attributes.name = name;
      return element("label", {}, [label, element(tag || "input", attributes)]);
    }
    var kinds = {
      name: function () { return field("name", say[0], { autocomplete: "name", "aria-required": "true", maxlength: 200 }); },
      email: function () { return field("email", say[1], { type: "email", autocomplete: "email", maxlength: 320 }); },
      phone: function () { return field("phone", say[2], { type: "tel", autocomplete: "tel", maxlength: 64 }); },
      message: function () { return field("message", say[3], { maxlength: 9000 }, "textarea"); }
    };
    var status = element("p", { role: "status", "aria-live": "polite", id: "status" });
    var button = element("button", { type: "submit" }, [data.button || say[4]]);
    var form = element("form", { novalidate: "" });
    if (data.title) form.append(element("h2", {}, [data.title]));
    (data.fields || "name,email,phone,message").split(",").forEach(function (each) {
      if (kinds[each.trim()]) form.append(kinds[each.trim()]());
    });
    form.append(element("input", { name: "_gotcha", class: "trap", tabindex: "-1", autocomplete: "off", "aria-hidden": "true" }));
    if (data.consent) {
      var link = data.consentUrl && /^https?:/.test(data.consentUrl)
        ? element("a", { href: data.consentUrl, target: "_blank", rel: "noopener" }, [data.consent]) : data.consent;
      form.append(element("label", { class: "tick" }, [
        element("input", { type: "checkbox", name: "consent", value: data.consent, "aria-required": "true" }),
        element("span", {}, [link])]));
    }
    form.append(button, status);
    root.append(form);
    place(host);
    var shown = performance.now();
    watch(form);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (button.getAttribute("aria-disabled")) return;
      if (refuse(form, say, status)) return;
      status.className = "good";
      status.textContent = say[5];
      button.setAttribute("aria-disabled", "true");
      without(form);
      var pairs = Array.from(new FormData(form).entries()).concat(context(performance.now() - shown));
      var entry = enqueue(pairs);
      deliver(entry).then(function (answer) { return answer.ok ? 6 : answer.status >= 500 ? 7 : 10; }, function () { return 7; })
        .then(function (said) {
          if (said === 10) {
            forget(entry.id);
            if (data.partial === "true") agreed.push(form);
            button.removeAttribute("aria-disabled");
            status.className = "";
            status.textContent = say[10];
            return;
          }
          if (said === 7) timer = setTimeout(flush, 8000);
          var done = element("div", { class: "done", role: "status", tabindex: "-1" }, [say[said]]);
          form.replaceWith(done);
          done.focus();
        });
    });
  }
  function refuse(form, say, status) {
    var inputs = Array.from(form.querySelectorAll("input:not(.trap)")), wrong = null, why = "";
    inputs.forEach(function (each) { each.removeAttribute("aria-invalid"); each.removeAttribute("aria-describedby"); });
    function blame(field, words) {
      if (!field || wrong) return;
      wrong = field;
      why = words;
    }
    var name = form.elements.name, email = form.elements.email, phone = form.elements.phone, tick = form.elements.consent;
    if (name instanceof Element && !name.value.trim()) blame(name, say[9]);
    var reachable = [email, phone].some(function (each) { return each && each.value.trim(); });
    if (!reachable || (email && !email.validity.valid)) blame(email || phone, say[8]);
    if (tick && !tick.checked) blame(tick, say[11]);
    if (!wrong) return false;
    wrong.setAttribute("aria-invalid", "true");
    wrong.setAttribute("aria-describedby", "status");
    status.className = "";
    status.textContent = why;
    wrong.focus();
    return true;
  }
  function place(host) {
    var target = data.target && document.querySelector(data.target);
    if (target) target.append(host);
    else if (document.body && document.body.contains(script)) script.before(host);
    else document.body.append(host);
  }
  function ready(start) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
    else start();
  }

  window.addEventListener("online", flush);
  if (data.mode === "widget") ready(draw); else listen();
  ready(flush);
})();
