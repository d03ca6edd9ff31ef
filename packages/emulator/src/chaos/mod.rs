//! Faults on purpose, the same ones every time: rules that pick calls and say what goes wrong.

mod draw;
mod faults;
mod plan;
mod rule;

pub(crate) use self::{
    faults::{FaultView, Faults},
    plan::{Call, Fate, Plan, Trouble},
    rule::Rule,
};
