// The command list: filters the pages one can go to while typing; arrows choose, Enter opens.
const dialog = document.getElementById("commands");
const input = dialog?.querySelector("[data-commands-input]");

if (input) {
  const commands = [...dialog.querySelectorAll("[data-command]")];
  const none = dialog.querySelector("[data-commands-none]");
  let active = 0;

  const shown = () => commands.filter((command) => !command.hidden);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

  const mark = (index) => {
    const list = shown();
    active = list.length ? (index + list.length) % list.length : 0;
    for (const command of commands) {
      const isActive = command === list[active];
      command.toggleAttribute("data-active", isActive);
      command.setAttribute("aria-selected", String(isActive));
    }
    if (list[active]) {
      input.setAttribute("aria-activedescendant", list[active].id);
      list[active].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  const filter = () => {
    const words = plain(input.value).split(/\s+/);
    for (const command of commands) {
      const label = plain(command.querySelector("span").textContent);
      command.hidden = !words.every((word) => label.includes(word));
    }
    none.hidden = shown().length > 0;
    mark(0);
  };

  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      mark(active + steps[event.key]);
    } else if (event.key === "Enter" && shown()[active]) {
      event.preventDefault();
      shown()[active].click();
    }
  });
  dialog.addEventListener("close", () => {
    input.value = "";
    filter();
  });
  filter();
}
