// Scenes of the app come in parts, each fetched once; `geo/webmap/packed.py` takes them apart.
const buildParts = () => {
  const files = new Map(), lines = new Map(), close = new Map();
  const fetched = name => {
    if (!/^[a-z0-9-]+\.json$/.test(name)) return Promise.resolve({});
    if (!files.has(name)) {
      files.set(name, fetch(name).then(answer => { if (!answer.ok) throw new Error(answer.status); return answer.json(); }));
      files.get(name).catch(() => files.delete(name));
    }
    return files.get(name);
  };
  // Points of a line: each number is the distance from the one before, five bits a character.
  const decoded = (text, steps) => {
    const points = [], at = [0, 0];
    let number = 0, shift = 0, axis = 0;
    for (let i = 0; i < text.length; i += 1) {
      const bits = text.charCodeAt(i) - 63;
      number += (bits & 31) * 2 ** shift;
      shift += 5;
      if (bits > 31) continue;
      at[axis] += number % 2 ? -(number + 1) / 2 : number / 2;
      if (axis) points.push([at[0] / steps, at[1] / steps]);
      axis = 1 - axis;
      number = shift = 0;
    }
    return points;
  };
  // The lines of a group are all of one look, so that ends which meet are the same point.
  const features = ({ features: list = [] }, near) => list.map(({ properties, line, at }) => ({
    properties, line,
    geometry: at ? { type: "Point", coordinates: at } : { type: "LineString", coordinates: (near ? close : lines).get(line) || close.get(line) || [] },
  }));
  const titled = titles => Object.fromEntries(Object.entries(titles).map(([id, title]) => [id, { title }]));
  const all = names => Promise.all(names.map(fetched));
  const keep = (packs, into, decimals) => {
    for (const pack of packs) for (const [name, text] of Object.entries(pack)) if (!into.has(name)) into.set(name, decoded(text, 10 ** decimals));
  };
  // Of the two files of a pack, the first is for a small scale; the second has all points.
  const read = async ({ packs, decimals }, look) => keep(await all(packs.map(pack => pack[look])), look ? close : lines, decimals[look]);
  return {
    fetched,
    // Lines with all their points, by name.
    close: async scene => { if (scene.packs) await read(scene, 1); return close; },
    // A scene with all its parts; that of a file is whole.
    whole: async (scene, near) => {
      if (!scene.sheets) return scene;
      const [[setting], sheets] = await Promise.all([all([scene.setting]), all(scene.sheets.map(([drawn]) => drawn)), read(scene, near ? 1 : 0)]);
      const own = scene.own || { groups: [], cards: {}, lines: {} };
      keep([own.lines], close, scene.decimals[1]);
      const mine = own.groups.map(({ features: drawn, titles, ...group }) => ({ ...group, data: { features: features({ features: drawn }, true), cards: own.cards[group.id] } }));
      const groups = [...sheets.flatMap(sheet => sheet.groups || []), ...mine];
      const cards = new Map(sheets.flatMap((sheet, i) => (sheet.groups || []).map(group => [group.id, scene.sheets[i][1]])));
      return { ...setting, ...scene, groups, cards };
    },
    // Lines, symbols and cards of a group. Until the first card is opened, all that is known of them is their titles.
    data: (group, near) => group.data || { features: features(group, near), cards: titled(group.titles || {}) },
  };
};
