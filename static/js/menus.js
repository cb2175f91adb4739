// Menus are <details data-menu>: a click elsewhere or Esc closes them, arrows move through their items.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  for (const menu of openMenus()) {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (menu.contains(document.activeElement) && ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      move(menu, event.key === "ArrowDown" ? 1 : -1);
    }
  }
});

function move(menu, step) {
  const items = [...menu.querySelectorAll(".menu__items a, .menu__items button")];
  const at = items.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
  items[next]?.focus();
}
