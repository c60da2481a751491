// The file's end of the page: the scene lies in the page itself.
const baked = stage => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => stage.theme(dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
  viewLink(stage, window);
  stage.draw(JSON.parse(document.getElementById("scene").textContent));
};
