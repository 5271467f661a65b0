'use strict';

const { Engine } = require('./lib/engine.cjs');
const { TagoraError } = require('./lib/errors.cjs');

module.exports = { Engine, TagoraError };
