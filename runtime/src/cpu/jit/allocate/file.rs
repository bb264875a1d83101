//! The registers of one kind and what they hold.

use std::ops::Range;

use crate::cpu::jit::code::Value;

/// Registers and the values in them.
#[derive(Debug)]
pub(super) struct File {
    first: u8,
    holders: Vec<Option<Value>>,
    pinned: Vec<bool>,
}

impl File {
    /// The registers of these numbers, empty.
    pub(super) fn new(numbers: Range<u8>) -> Self {
        Self { first: numbers.start, holders: vec![None; numbers.len()], pinned: vec![false; numbers.len()] }
    }

    /// The first register.
    pub(super) fn first(&self) -> u8 {
        self.first
    }

    /// The register that holds `value`.
    pub(super) fn find(&self, value: Value) -> Option<u8> {
        self.holders.iter().position(|holder| *holder == Some(value)).map(|at| at as u8 + self.first)
    }

    /// A register that holds nothing.
    pub(super) fn free(&self) -> Option<u8> {
        self.holders.iter().position(Option::is_none).map(|at| at as u8 + self.first)
    }

    /// Registers whose values may be put elsewhere.
    pub(super) fn held(&self) -> impl Iterator<Item = (u8, Value)> {
        let both = self.holders.iter().zip(&self.pinned).enumerate();
        both.filter_map(|(at, (holder, pinned))| holder.filter(|_| !pinned).map(|value| (at as u8 + self.first, value)))
    }

    pub(super) fn put(&mut self, register: u8, value: Value) {
        self.holders[usize::from(register - self.first)] = Some(value);
    }

    pub(super) fn pin(&mut self, register: u8) {
        self.pinned[usize::from(register - self.first)] = true;
    }

    pub(super) fn is_pinned(&self, register: u8) -> bool {
        self.pinned[usize::from(register - self.first)]
    }

    pub(super) fn clear(&mut self, register: u8) {
        self.holders[usize::from(register - self.first)] = None;
    }

    pub(super) fn free_unless_pinned(&mut self, register: u8) {
        if !self.pinned[usize::from(register - self.first)] {
            self.clear(register);
        }
    }
}
