import tagora from './index.cjs';

export const { Engine, TagoraError } = tagora;
