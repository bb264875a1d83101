//! The functions that shaders are made with, and which of them a shader needs.

use std::collections::BTreeSet;

/// All of them; one blank line or more between two.
const LIBRARY: &str = include_str!("library.wgsl");

/// The functions that `text` names, and those that they name, in the order of the library.
pub(super) fn named_in(text: &str) -> String {
    let all: Vec<Definition> = definitions().collect();
    let mut wanted: BTreeSet<&str> = words(text).collect();
    // A function stands behind those that it uses.
    for definition in all.iter().rev() {
        if wanted.contains(definition.name) {
            wanted.extend(words(definition.text));
        }
    }
    let wanted = all.iter().filter(|definition| wanted.contains(definition.name));
    wanted.map(|definition| format!("{}\n}}\n\n", definition.text)).collect()
}

/// A function or a structure.
struct Definition {
    name: &'static str,
    /// From the comment above it to the brace that ends it, without that.
    text: &'static str,
}

fn definitions() -> impl Iterator<Item = Definition> {
    LIBRARY.split("\n}\n").filter_map(|part| {
        let start = part.find("\nfn ").or_else(|| part.find("\nstruct "))?;
        let (above, definition) = part.split_at(start);
        // The lines of the comment above it.
        let lines = above.rsplit('\n').take_while(|line| line.starts_with("//"));
        let comment: usize = lines.map(|line| line.len() + 1).sum();
        Some(Definition { name: words(definition).nth(1)?, text: part.get(start + 1 - comment..)? })
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_brings_those_that_it_uses_and_no_others() {
        let text = named_in("let a = kernel_log(b);");
        let names: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("fn ")?.split('(').next()).collect();
        let expected = ["exact", "add", "sub", "mul", "number", "step", "log_tail", "parts_of", "kernel_log"];
        assert_eq!(names, expected);
        assert!(text.contains("}\n\n// The number of a pattern of bits.\nfn number"), "{text}");
        assert!(text.ends_with("}\n\n") && text.contains("struct Parts {"), "{text}");
    }

    #[test]
    fn every_function_stands_behind_those_that_it_uses() {
        let all: Vec<Definition> = definitions().collect();
        assert_eq!(all.len(), LIBRARY.matches("\nfn ").count() + LIBRARY.matches("\nstruct ").count());
        for (position, definition) in all.iter().enumerate() {
            let later: BTreeSet<&str> = all[position + 1..].iter().map(|later| later.name).collect();
            let code = definition.text.lines().filter(|line| !line.starts_with("//"));
            let mut words = code.flat_map(words);
            assert_eq!(words.find(|word| later.contains(word)), None, "in {}", definition.name);
        }
    }
}
