// Whether any target smaller than 24 pixels has another one within its 24.
(whole) => {
  const targets = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((each) => whole || !each.closest(".topbar, .side, .bottom-bar"))
    .map((each) => ({each, box: each.getBoundingClientRect()}))
    .filter(({box}) => box.width > 0 && box.height > 0);
  const small = targets.filter(({box}) => box.width < 24 || box.height < 24);
  return small.some(({each, box}) => {
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    return targets.some((other) => {
      if (other.each === each) return false;
      const across = Math.max(other.box.x - x, 0, x - other.box.right), down = Math.max(other.box.y - y, 0, y - other.box.bottom);
      return Math.hypot(across, down) < 24;
    });
  });
}
