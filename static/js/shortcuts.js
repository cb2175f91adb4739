// Keys: Ctrl-K the command list, / the search field of the page, ? the list of keys, g then a letter goes to a page.
const WAIT_FOR_LETTER_MS = 1200;
let waitingSince = -Infinity;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.querySelector("[data-opens='commands']")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog:modal")) return;
  if (event.timeStamp - waitingSince < WAIT_FOR_LETTER_MS) {
    waitingSince = -Infinity;
    document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
  } else if (event.key === "g") {
    waitingSince = event.timeStamp;
  } else if (event.key === "/") {
    const search = document.querySelector("[data-page-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  }
});

function isTyping(target) {
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
