// Sucrase's own modules, which are CommonJS, as a function of a file's text: answers it without its types, line for line.
(function (has, module) {
  'use strict';
  const bare = {
    'ts-interface-checker': 'ts-interface-checker/dist/index.js',
    // For source maps and for its command line, which nobody asks for here.
    '@jridgewell/gen-mapping': undefined,
    'lines-and-columns': undefined,
  };
  const loaded = new Map();

  const load = path => {
    if (!loaded.has(path)) {
      const made = { exports: {} };
      loaded.set(path, made);
      module(path)(made.exports, requireFrom(path.slice(0, path.lastIndexOf('/'))), made);
    }
    return loaded.get(path).exports;
  };
  const requireFrom = folder => name => {
    if (name in bare) return bare[name] ? load(bare[name]) : {};
    const steps = folder.split('/');
    for (const step of name.split('/')) {
      if (step === '..') steps.pop();
      else if (step !== '.') steps.push(step);
    }
    const path = steps.join('/');
    return load([path, `${path}.js`, `${path}/index.js`].find(has));
  };

  const { transform } = load('sucrase/dist/index.js');
  return (text, file) => transform(text, { transforms: ['typescript'], filePath: file, disableESTransforms: true }).code;
});
