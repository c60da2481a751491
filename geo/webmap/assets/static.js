// The last script of a file: the scene is inside the page.
const drawStatic = renderer => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => renderer.theme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
  viewLink(renderer, window);
  renderer.draw(JSON.parse(document.getElementById("scene").textContent));
};
