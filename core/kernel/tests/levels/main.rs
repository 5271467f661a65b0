//! Every kernel at every level that the processor has, against what the same is bit by bit.

mod joins;
mod lists;
mod model;
mod numbers;
mod programs;
mod tables;
