// The button that copies the address of the page.

const copyByHand = text => {
  const field = Object.assign(document.createElement("textarea"), { value: text });
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

export function showCopy({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.title;
  button.onclick = async () => {
    const link = new URL(location.href), held = new Set(link.searchParams.keys());
    for (const [name, value] of data.query) if (!held.has(name)) link.searchParams.append(name, value);
    try { await navigator.clipboard.writeText(link.href); } catch { copyByHand(link.href); }
    button.textContent = data.done;
    setTimeout(() => { button.textContent = data.title; }, data.ms);
  };
}
