//! Going through an expression and everything inside it.

use super::ast::{Block, Call, Choice, Expr, ExprKind, Item, ItemKind, Over, TypeArg, TypeExpr, TypeKind};

/// Calls `visit` for `expr` and every expression inside it, outermost first.
pub fn walk<'a>(expr: &'a Expr, visit: &mut impl FnMut(&'a Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Number { .. } | ExprKind::Text(_) | ExprKind::Bool(_) | ExprKind::Name(_) => {}
        ExprKind::Member(base, _) => walk(base, visit),
        ExprKind::Call(call) => walk_call(call, visit),
        ExprKind::Pipe(left, call) => {
            walk(left, visit);
            walk_call(call, visit);
        }
        ExprKind::Unary(_, inner) => walk(inner, visit),
        ExprKind::Binary(_, left, right) => {
            walk(left, visit);
            walk(right, visit);
        }
        ExprKind::If(condition, yes, no) => {
            walk(condition, visit);
            walk(yes, visit);
            walk(no, visit);
        }
        ExprKind::List(items) => items.iter().for_each(|item| walk(item, visit)),
        ExprKind::Index(base, positions) => {
            walk(base, visit);
            positions.iter().for_each(|position| walk(position, visit));
        }
        ExprKind::Reduce(reduce) => {
            for (_, from, to) in &reduce.over {
                walk(from, visit);
                walk(to, visit);
            }
            walk_block(&reduce.body, visit);
        }
        ExprKind::Match(matching) => {
            walk(&matching.subject, visit);
            for arm in &matching.arms {
                walk_choices(&arm.patterns, visit);
                walk(&arm.value, visit);
            }
        }
        ExprKind::For(each) => {
            match &each.over {
                Over::Values(values) => walk(values, visit),
                Over::Range(low, high) => {
                    walk(low, visit);
                    walk(high, visit);
                }
            }
            each.carry.iter().for_each(|carry| walk(&carry.start, visit));
            walk_block(&each.body, visit);
        }
        ExprKind::Record(fields) => fields.iter().for_each(|field| walk(&field.value, visit)),
    }
}

/// [`walk`] through every expression of an item, those of its attributes and types included.
pub fn walk_item<'a>(item: &'a Item, visit: &mut impl FnMut(&'a Expr)) {
    item.attributes.iter().flat_map(|attribute| &attribute.args).for_each(|arg| walk(&arg.value, visit));
    match &item.kind {
        ItemKind::Edition(_) | ItemKind::Use(_) | ItemKind::Lints(_) => {}
        ItemKind::Input(input) => {
            walk_type(&input.ty, visit);
            input.default.iter().for_each(|default| walk(default, visit));
        }
        ItemKind::Param(param) => {
            walk_type(&param.ty, visit);
            param.default.iter().for_each(|default| walk(default, visit));
        }
        ItemKind::Let(binding) => walk(&binding.value, visit),
        ItemKind::Output(output) => {
            output.path.iter().for_each(|path| walk(path, visit));
            output.fields.iter().for_each(|field| walk(&field.value, visit));
        }
        ItemKind::Filter(filter) => {
            for param in &filter.params {
                walk_type(&param.ty, visit);
                param.default.iter().for_each(|default| walk(default, visit));
            }
            walk_type(&filter.returns, visit);
            filter.body.iter().for_each(|body| walk_block(body, visit));
        }
        ItemKind::Model(model) => model.fields.iter().for_each(|field| walk_choices(&field.choices, visit)),
        ItemKind::Expect(expect) => expect.conditions.iter().for_each(|condition| walk(condition, visit)),
    }
}

/// [`walk`] through every expression of a type.
pub fn walk_type<'a>(ty: &'a TypeExpr, visit: &mut impl FnMut(&'a Expr)) {
    match &ty.kind {
        TypeKind::Range(low, high) => {
            walk(low, visit);
            walk(high, visit);
        }
        TypeKind::OneOf(choices) => choices.iter().for_each(|choice| walk(choice, visit)),
        TypeKind::Named(_, args) => {
            for arg in args {
                match arg {
                    TypeArg::Like(_) => {}
                    TypeArg::Any(choices) => walk_choices(choices, visit),
                    TypeArg::Property(property) => walk_choices(&property.choices, visit),
                }
            }
        }
        TypeKind::Optional(ty) => walk_type(ty, visit),
        TypeKind::List(element, count) => {
            walk_type(element, visit);
            count.iter().for_each(|count| walk(count, visit));
        }
        TypeKind::Record(fields) => fields.iter().for_each(|field| walk_type(&field.ty, visit)),
    }
}

fn walk_choices<'a>(choices: &'a [Choice], visit: &mut impl FnMut(&'a Expr)) {
    for choice in choices {
        match choice {
            Choice::Value(value) => walk(value, visit),
            Choice::Range(low, high) => {
                walk(low, visit);
                walk(high, visit);
            }
            Choice::Size(_) => {}
        }
    }
}

/// [`walk`] through a block: its lets, then its value.
pub fn walk_block<'a>(block: &'a Block, visit: &mut impl FnMut(&'a Expr)) {
    for binding in &block.lets {
        walk(&binding.value, visit);
    }
    walk(&block.value, visit);
}

fn walk_call<'a>(call: &'a Call, visit: &mut impl FnMut(&'a Expr)) {
    for arg in &call.args {
        walk(&arg.value, visit);
    }
}
