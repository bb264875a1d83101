//! The text of a shader around the functions of its cells.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::cell::{CellFunction, cell_function, one_line};
use super::library;
use super::memory::{Conversions, conversions, declare, samples_at, samples_here, store_here};
use super::schedule::{Dispatch, Schedule};
use super::shader::{Binding, Packing, Shader, WORKGROUP};
use crate::fusion::{CellId, Pipeline};
use crate::kernel::Stored;

/// What a shader is told, in the order of [`super::Frame::params`].
const PARAMS: &str = "struct Params {
    last_x: i32,
    last_y: i32,
    quads: u32,
    pairs: u32,
    frame: u32,
    frame_value: f32,
    time: f32,
    zero: u32,
}
@group(0) @binding(0) var<uniform> p: Params;
";

/// Where a value at some place comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// A buffer: its binding, and which conversion its samples go through.
    Plane { binding: usize, stored: usize },
    /// A cell that is worked out.
    Cell(CellId),
}

impl Source {
    /// The name of its values at the place itself.
    pub(super) fn value_name(self) -> String {
        match self {
            Self::Plane { binding, .. } => format!("i{binding}"),
            Self::Cell(cell) => format!("c{}", cell.0),
        }
    }
}

/// Collects what a shader needs while the functions of its cells are written.
pub(super) struct Writer<'a> {
    pub(super) pipeline: &'a Pipeline,
    schedule: &'a Schedule,
    dispatch: &'a Dispatch,
    lanes: u32,
    /// Binding 1 and on, with the packing of those that are planes.
    bindings: Vec<(Binding, Packing)>,
    /// Ways of storing, with which conversions are used.
    stores: Vec<(Stored, Conversions)>,
    /// Buffers that are read at any place, and at the place itself.
    read_at: BTreeSet<usize>,
    read_here: BTreeSet<usize>,
    tables: Vec<f32>,
    /// First element and length of each table of which there is a function.
    places: Vec<(usize, usize)>,
    functions: BTreeMap<CellId, CellFunction>,
    /// The cells of which values around the place are needed.
    at: BTreeSet<CellId>,
}

/// The shader of dispatch `number`.
pub(super) fn shader(pipeline: &Pipeline, schedule: &Schedule, number: usize) -> Shader {
    let dispatch = &schedule.dispatches[number];
    let packings = dispatch.made.iter().map(|cell| Packing::of(&pipeline.cell(*cell).stored));
    let lanes = packings.max().unwrap_or(Packing::One).samples();
    let mut writer = Writer {
        pipeline,
        schedule,
        dispatch,
        lanes,
        bindings: Vec::new(),
        stores: Vec::new(),
        read_at: BTreeSet::new(),
        read_here: BTreeSet::new(),
        tables: Vec::new(),
        places: Vec::new(),
        functions: BTreeMap::new(),
        at: BTreeSet::new(),
    };
    let main = writer.main();
    let name = writer.name();
    let text = writer.assemble(&name, &main);
    Shader {
        name,
        text,
        plane: pipeline.cell(dispatch.made[0]).plane,
        lanes,
        bindings: writer.bindings.iter().map(|(binding, _)| *binding).collect(),
        tables: writer.tables,
        work: dispatch.work,
    }
}

impl Writer<'_> {
    /// A plane in a buffer.
    pub(super) fn plane(&mut self, binding: Binding, stored: Stored) -> Source {
        let packing = Packing::of(&stored);
        let binding = self.binding(binding, packing);
        let stored = self.stored(stored);
        self.stores[stored].1.load = true;
        Source::Plane { binding, stored }
    }

    /// A cell, read from memory or worked out.
    pub(super) fn cell(&mut self, cell: CellId) -> Source {
        if self.schedule.is_read(cell, self.dispatch) {
            return self.plane(Binding::Cell(cell), self.pipeline.cell(cell).stored);
        }
        Source::Cell(cell)
    }

    /// The expression of the value at columns `x` of row `y`, which are inside the plane.
    pub(super) fn around(&mut self, source: Source, x: &str, y: &str) -> String {
        match source {
            Source::Plane { binding, stored } => {
                self.read_at.insert(binding);
                format!("load_{stored}(in_{binding}({x}, {y}))")
            }
            Source::Cell(cell) => {
                self.at.insert(cell);
                format!("at_{}({x}, {y})", cell.0)
            }
        }
    }

    /// The expression of a table's element.
    pub(super) fn look_up(&mut self, table: &[f32], at: &str) -> String {
        self.binding(Binding::Tables, Packing::One);
        let alike = |(start, length): &(usize, usize)| self.tables.get(*start..start + length) == Some(table);
        let number = self.places.iter().position(alike).unwrap_or_else(|| {
            self.places.push((self.tables.len(), table.len()));
            self.tables.extend_from_slice(table);
            self.places.len() - 1
        });
        format!("look_{number}({at})")
    }

    /// The expression of a value after it was stored.
    pub(super) fn round(&mut self, stored: Stored, value: &str) -> String {
        let number = self.stored(stored);
        self.stores[number].1.round = true;
        format!("round_{number}({value})")
    }

    fn binding(&mut self, binding: Binding, packing: Packing) -> usize {
        let known = self.bindings.iter().position(|(other, _)| *other == binding);
        1 + known.unwrap_or_else(|| {
            self.bindings.push((binding, packing));
            self.bindings.len() - 1
        })
    }

    fn stored(&mut self, stored: Stored) -> usize {
        let known = self.stores.iter().position(|(other, _)| *other == stored);
        known.unwrap_or_else(|| {
            self.stores.push((stored, Conversions::default()));
            self.stores.len() - 1
        })
    }

    /// The cells that are worked out at one place for `wanted`, each behind those that it reads there.
    fn closure(&mut self, wanted: &[CellId]) -> BTreeSet<CellId> {
        let mut cells = BTreeSet::new();
        let mut open = wanted.to_vec();
        while let Some(id) = open.pop() {
            if !cells.insert(id) {
                continue;
            }
            if !self.functions.contains_key(&id) {
                let function = cell_function(self, id);
                self.functions.insert(id, function);
            }
            let here = &self.functions[&id].here;
            open.extend(here.iter().filter_map(|source| match source {
                Source::Cell(cell) => Some(*cell),
                Source::Plane { .. } => None,
            }));
        }
        cells
    }

    /// The call of a cell's function at the place `x`, `y`.
    fn call(&self, id: CellId) -> String {
        let here = self.functions[&id].here.iter().map(|source| format!(", {}", source.value_name()));
        format!("cell_{}(x, y{})", id.0, here.collect::<String>())
    }

    /// The planes whose values at the place are needed by `cells`.
    fn planes_here(&self, cells: &BTreeSet<CellId>) -> BTreeSet<(usize, usize)> {
        let sources = cells.iter().flat_map(|cell| &self.functions[cell].here);
        let plane = |source: &Source| match source {
            Source::Plane { binding, stored } => Some((*binding, *stored)),
            Source::Cell(_) => None,
        };
        sources.filter_map(plane).collect()
    }

    /// Whether any of `cells` is given the value of `id` at the place itself.
    fn is_read_here(&self, id: CellId, cells: &BTreeSet<CellId>) -> bool {
        cells.iter().any(|cell| self.functions[cell].here.contains(&Source::Cell(id)))
    }

    /// The functions `at_N(x, y)`: the value of a cell after it was stored, worked out at any place.
    fn at_functions(&mut self) -> String {
        let mut texts: BTreeMap<CellId, String> = BTreeMap::new();
        while let Some(id) = self.at.iter().copied().find(|id| !texts.contains_key(id)) {
            let cells = self.closure(&[id]);
            let mut text = format!("fn at_{}(x: I, y: i32) -> V {{\n", id.0);
            for (binding, stored) in self.planes_here(&cells) {
                self.read_at.insert(binding);
                let _ = writeln!(text, "    let i{binding} = load_{stored}(in_{binding}(x, y));");
            }
            for cell in &cells {
                let value = self.call(*cell);
                let rounded = self.round(self.pipeline.cell(*cell).stored, &value);
                let _ = match *cell == id {
                    true => write!(text, "    return {rounded};\n}}\n\n"),
                    false => writeln!(text, "    let c{} = {rounded};", cell.0),
                };
            }
            texts.insert(id, text);
        }
        texts.into_values().collect()
    }

    /// The entry point, and before it the functions `at_N`.
    fn main(&mut self) -> String {
        let made = self.dispatch.made.clone();
        let cells = self.closure(&made);
        let at = self.at_functions();
        let lanes = self.lanes;
        let (columns, rows) = WORKGROUP;
        let columns_from = match lanes {
            1 => "I(first)".to_owned(),
            _ => {
                let lanes: Vec<String> = (0..lanes).map(|lane| lane.to_string()).collect();
                format!("min(I(first) + I({}), I(p.last_x))", lanes.join(", "))
            }
        };
        let mut text = format!(
            "{at}@compute @workgroup_size({columns}, {rows})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {{
    let first = i32(id.x) * {lanes};
    let y = i32(id.y);
    if first > p.last_x || y > p.last_y {{
        return;
    }}
    let x = {columns_from};\n"
        );
        for (binding, stored) in self.planes_here(&cells) {
            self.read_here.insert(binding);
            let _ = writeln!(text, "    let i{binding} = load_{stored}(here_{binding}(id.x, y));");
        }
        for cell in &cells {
            let value = self.call(*cell);
            let stored = self.pipeline.cell(*cell).stored;
            let is_read = self.is_read_here(*cell, &cells);
            if !made.contains(cell) {
                let rounded = self.round(stored, &value);
                let _ = writeln!(text, "    let c{} = {rounded};", cell.0);
                continue;
            }
            let number = self.stored(stored);
            self.stores[number].1.store = true;
            let _ = writeln!(text, "    let s{} = store_{number}({value});", cell.0);
            if is_read {
                self.stores[number].1.load = true;
                let _ = writeln!(text, "    let c{0} = load_{number}(s{0});", cell.0);
            }
        }
        for cell in &made {
            let packing = Packing::of(&self.pipeline.cell(*cell).stored);
            let binding = self.binding(Binding::Made(*cell), packing);
            text.push_str(&store_here(binding, packing, lanes, &format!("s{}", cell.0)));
        }
        text.push_str("}\n");
        text
    }

    /// The kernels whose cells are made or worked out.
    fn name(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for cell in self.functions.keys() {
            let name = one_line(&self.pipeline.cell(*cell).kernel.name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(" + ")
    }

    /// The function of each table: its element at ⌊at⌋, or at its nearest end.
    fn table_functions(&self) -> String {
        let Some(binding) = self.bindings.iter().position(|(binding, _)| *binding == Binding::Tables) else {
            return String::new();
        };
        let mut text = String::new();
        for (number, (start, length)) in self.places.iter().enumerate() {
            let last = format!("V({}.0)", length - 1);
            let element = |lane: u32| match self.lanes {
                1 => format!("b{}[{start}u + e]", binding + 1),
                _ => format!("b{}[{start}u + e.{}]", binding + 1, ['x', 'y', 'z', 'w'][lane as usize % 4]),
            };
            let elements: Vec<String> = (0..self.lanes).map(element).collect();
            let _ = write!(
                text,
                "fn look_{number}(at: V) -> V {{
    let positive = select(V(0.0), at, at > V(0.0));
    let e = U(select({last}, positive, positive < {last}));
    return V({});
}}\n\n",
                elements.join(", ")
            );
        }
        text
    }

    fn assemble(&self, name: &str, main: &str) -> String {
        let mut functions = String::new();
        for binding in 0..self.bindings.len() {
            let (number, packing) = (binding + 1, self.bindings[binding].1);
            if self.read_at.contains(&number) {
                functions.push_str(&samples_at(number, packing, self.lanes));
            }
            if self.read_here.contains(&number) {
                functions.push_str(&samples_here(number, packing, self.lanes));
            }
        }
        for (number, (stored, uses)) in self.stores.iter().enumerate() {
            functions.push_str(&conversions(number, stored, *uses));
        }
        functions.push_str(&self.table_functions());
        for function in self.functions.values() {
            functions.push_str(&function.text);
        }
        functions.push_str(main);

        let mut text = format!("// {name}\n");
        for (alias, scalar) in [("V", "f32"), ("U", "u32"), ("I", "i32"), ("B", "bool")] {
            let _ = match self.lanes {
                1 => writeln!(text, "alias {alias} = {scalar};"),
                lanes => writeln!(text, "alias {alias} = vec{lanes}<{scalar}>;"),
            };
        }
        text.push_str(PARAMS);
        for (position, (binding, _)) in self.bindings.iter().enumerate() {
            let (element, access) = match binding {
                Binding::Made(_) => ("u32", "read_write"),
                Binding::Tables => ("f32", "read"),
                Binding::Input { .. } | Binding::Cell(_) => ("u32", "read"),
            };
            text.push_str(&declare(position + 1, element, access));
        }
        text.push('\n');
        text.push_str(&library::named_in(&functions));
        text.push_str(&functions);
        text
    }
}
