//! Values written on the command line.

use crate::types::{Quantity, Unit, Value};

/// The value that `text` writes: a number with a unit, `true`, `false`, a quoted text, a name, or a list of those.
pub fn read_literal(text: &str) -> Value {
    let text = text.trim();
    match text {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return Value::Text(inner.to_owned());
    }
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let items = inner.split(',').map(str::trim).filter(|item| !item.is_empty());
        return Value::List(items.map(read_literal).collect());
    }
    // The longest prefix that is a number; what follows must be a unit.
    for end in (1..=text.len()).rev().filter(|end| text.is_char_boundary(*end)) {
        let (digits, suffix) = text.split_at(end);
        if !digits.ends_with(|last: char| last.is_ascii_digit() || last == '.') {
            continue;
        }
        if let Ok(value) = digits.parse::<f64>() {
            let unit = if suffix.is_empty() { Some(Unit::None) } else { Unit::from_name(suffix) };
            return unit.map_or_else(|| Value::Text(text.to_owned()), |unit| Value::Number(Quantity::new(value, unit)));
        }
    }
    let is_name = text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-') && !text.is_empty();
    if is_name { Value::Name(text.to_owned()) } else { Value::Text(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_carry_their_units() {
        assert_eq!(read_literal("2px"), Value::Number(Quantity::new(2.0, Unit::Px)));
        assert_eq!(read_literal("-0.5"), Value::Number(Quantity::plain(-0.5)));
        assert_eq!(read_literal("35%"), Value::Number(Quantity::new(35.0, Unit::Percent)));
        assert_eq!(read_literal("1e-3"), Value::Number(Quantity::plain(0.001)));
    }

    #[test]
    fn lists_are_in_brackets() {
        let items = [1.0, 2.5].map(|value| Value::Number(Quantity::plain(value)));
        assert_eq!(read_literal("[1, 2.5]"), Value::List(items.to_vec()));
        assert_eq!(read_literal("[]"), Value::List(Vec::new()));
    }

    #[test]
    fn words_are_names() {
        assert_eq!(read_literal("double"), Value::Name("double".to_owned()));
        assert_eq!(read_literal("true"), Value::Bool(true));
        assert_eq!(read_literal("2 apples"), Value::Text("2 apples".to_owned()));
    }
}
