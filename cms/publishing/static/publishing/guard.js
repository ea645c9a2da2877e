// Typed text is never lost: a form keeps what is typed in this browser until the server says that it saved it.
//
// A copy has one entry in localStorage, named by person, address, version that was read, tab and page load, so that
// no two windows ever write the same one. What a closed or crashed window left behind is offered again, and comes
// back through the server, which draws lists, pickers and editors with it and saves nothing.

const PREFIX = "guard:";
const TAB = "guard:tab"; // in sessionStorage: which tab this is
const SENT = "guard:sent"; // in sessionStorage: the copy of what was just sent
const KEEP_EVERY = 1_000;
const ASK_EVERY = 60_000;
const FRESH = 20_000; // an answer this old still tells whether saving will be accepted
const FORGET_AFTER = 30 * 24 * 3600 * 1000;

const marker = document.getElementById("guard");
const form = marker?.closest("form");
const sent = sessionStorage.getItem(SENT);
sessionStorage.removeItem(SENT);
if (sent && document.querySelector(".messagelist .saved")) localStorage.removeItem(sent);
if (form) guard(await ownTab());

/** A name for this tab that survives a reload; a copied tab or window gets a new one. */
async function ownTab() {
  const hold = (tab) =>
    new Promise((resolve) => {
      if (!navigator.locks) return resolve(true);
      const held = (lock) => {
        resolve(!!lock);
        return lock && new Promise(() => {}); // for as long as this page lives
      };
      return navigator.locks.request(PREFIX + tab, { ifAvailable: true }, held);
    });
  const known = sessionStorage.getItem(TAB);
  if (known && (await hold(known))) return known;
  const fresh = Array.from(crypto.getRandomValues(new Uint32Array(2)), (n) => n.toString(36)).join("");
  sessionStorage.setItem(TAB, fresh);
  await hold(fresh);
  return fresh;
}

function guard(tab) {
  const { person, version, alive, login, bound } = marker.dataset;
  const ours = `${PREFIX}${person}:${location.pathname}:`;
  const key = `${ours}${version}:${tab}:${Date.now().toString(36)}`;
  const bars = { session: bar("alert"), copy: bar("status") };

  // Keeping

  let before = bound ? "" : null; // what the form said before anybody touched it
  let kept = "";
  let dirty = false;
  let leaving = false;

  function keep() {
    if (before === null) return;
    const now = said(fields(form));
    dirty = now !== before;
    if (now === kept) return;
    kept = dirty ? now : "";
    if (!dirty) return localStorage.removeItem(key);
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fields(form) }));
    } catch {
      bars.copy.say("This browser cannot keep a copy of your text. Save often.");
    }
  }

  const touched = () => {
    before ??= said(fields(form));
  };
  for (const type of ["keydown", "pointerdown", "paste", "drop", "input"]) {
    window.addEventListener(type, touched, { capture: true });
  }
  setInterval(keep, KEEP_EVERY);
  document.addEventListener("visibilitychange", keep);
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    keep();
    if (dirty && !leaving) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  keep();
  if (bound && sent) localStorage.removeItem(sent); // what was sent came back in this form, and is kept anew

  // Sending

  let heard = Date.now(); // the page itself came from a server that knew who asked

  /** Whether saving will be accepted; says what is in the way, and takes over a fresh token. */
  async function check() {
    try {
      const answer = await fetch(alive, { cache: "no-store", signal: AbortSignal.timeout(8_000) });
      if (!answer.ok) throw new Error(answer.status);
      const { person: now, name, csrf } = await answer.json();
      if (now === person) {
        heard = Date.now();
        for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = csrf;
        bars.session.say("");
        return true;
      }
      const why = now ? `This browser is signed in as ${name} now.` : "You are signed out.";
      bars.session.say(`${why} Nothing is lost: your text stays here. Sign in again in a new tab, then save.`, [
        link("Sign in in a new tab", login),
      ]);
    } catch {
      if (dirty) bars.session.say("The server cannot be reached. Nothing is lost: your text stays here. Try again soon.");
    }
    return false;
  }

  setInterval(check, ASK_EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) check();
  });

  let checking = false;
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    keep();
    if (checking || leaving) return event.preventDefault(); // a second click on a button that is under way
    if (Date.now() - heard < FRESH) return leave(key);
    event.preventDefault();
    checking = true;
    const fine = await check();
    checking = false;
    if (fine) form.requestSubmit(event.submitter);
    else bars.session.show();
  });

  function leave(copy) {
    leaving = true;
    sessionStorage.setItem(SENT, copy);
    setTimeout(() => {
      leaving = false; // the answer never came
    }, 15_000);
  }

  // Bringing back

  async function offer() {
    const held = navigator.locks ? (await navigator.locks.query()).held.map((lock) => lock.name) : [];
    const present = content(fields(form));
    const found = copies(ours).filter(({ name, fields: those }) => {
      const [, , itsTab] = name.slice(ours.length).match(/^([^:]*):([^:]*):/) || [];
      if (name === key || (itsTab !== tab && held.includes(PREFIX + itsTab))) return false;
      if (content(those) !== present) return true;
      localStorage.removeItem(name); // it says what the form says
      return false;
    });
    if (!found.length) return bars.copy.say("");
    const [newest] = found;
    const moment = new Date(newest.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    return bars.copy.say(`Text that was not saved, from ${moment}, is still here.`, [
      button("Bring it back", () => bringBack(newest)),
      button("Discard it", () => {
        localStorage.removeItem(newest.name);
        offer();
      }),
    ]);
  }

  function bringBack(copy) {
    keep();
    const carrier = document.createElement("form");
    carrier.method = "post";
    carrier.hidden = true;
    const token = form.elements.csrfmiddlewaretoken.value;
    for (const [name, value] of [...copy.fields, ["csrfmiddlewaretoken", token], ["_restore", "1"]]) {
      const input = document.createElement("textarea"); // keeps line breaks
      input.name = name;
      input.value = value;
      carrier.append(input);
    }
    document.body.append(carrier);
    leave(copy.name);
    carrier.submit();
  }

  // The editors write into the form when they are ready.
  if (document.readyState === "complete") offer();
  else window.addEventListener("load", offer);
}

/** What a form would send, as [name, value] pairs. */
function fields(form) {
  return [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken" && !name.startsWith("_"),
  );
}

function said(pairs) {
  return JSON.stringify(pairs);
}

/** The same without what only says from where it was written. */
function content(pairs) {
  return said(pairs.filter(([name, value]) => !["base_version", "save_over"].includes(name) && value.trim()));
}

/** The copies under this name, the newest first; very old ones go. */
function copies(prefix) {
  const found = [];
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    try {
      const copy = { name, ...JSON.parse(localStorage.getItem(name)) };
      if (Date.now() - copy.at > FORGET_AFTER) localStorage.removeItem(name);
      else if (name.startsWith(prefix)) found.push(copy);
    } catch {
      localStorage.removeItem(name);
    }
  }
  return found.sort((one, other) => other.at - one.at);
}

function bar(role) {
  const element = document.createElement("div");
  element.className = "guard-bar";
  element.setAttribute("role", role);
  element.hidden = true;
  marker.after(element);
  let told = "";
  return {
    say(words, actions = []) {
      if (words !== told) {
        const text = document.createElement("p");
        text.textContent = words;
        element.replaceChildren(text, ...actions);
      }
      told = words;
      element.hidden = !words;
    },
    show: () => element.scrollIntoView({ block: "center" }),
  };
}

function button(words, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}

function link(words, href) {
  const made = document.createElement("a");
  Object.assign(made, { href, target: "_blank", textContent: words });
  return made;
}
