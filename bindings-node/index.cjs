'use strict';

const { Engine } = require('./lib/engine.cjs');
const { Opening } = require('./lib/opening.cjs');
const { TagoraError } = require('./lib/errors.cjs');

module.exports = { Engine, Opening, TagoraError };
