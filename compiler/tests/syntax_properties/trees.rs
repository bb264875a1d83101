//! Syntax trees made at random, such as a text could give.

use fwr_compiler::syntax::ast::*;
use fwr_compiler::syntax::{SourceId, Span};
use fwr_compiler::types::Unit;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const NOWHERE: Span = Span { source: SourceId(0), start: 0, end: 0 };

/// A whole file.
pub(crate) fn file() -> impl Strategy<Value = File> {
    (docs(), vec(item(), 0..6)).prop_map(|(docs, items)| {
        // An edition stands first or nowhere.
        let fits = |(at, item): &(usize, Item)| *at == 0 || !matches!(item.kind, ItemKind::Edition(_));
        let items = items.into_iter().enumerate().filter(fits).map(|(_, item)| item).collect();
        File { docs, items, comments: Vec::new() }
    })
}

fn item() -> impl Strategy<Value = Item> {
    let kind = prop_oneof![
        (name(), ty(), option::of(expr())).prop_map(|(name, ty, default)| ItemKind::Input(Input { name, ty, default })),
        param(false).prop_map(ItemKind::Param),
        binding().prop_map(ItemKind::Let),
        (option::of(name()), option::of(expr()), fields()).prop_map(|(name, path, fields)| ItemKind::Output(Output {
            name,
            path,
            fields
        })),
        filter().prop_map(ItemKind::Filter),
        (name(), vec(property(), 0..4)).prop_map(|(name, fields)| ItemKind::Model(Model { name, fields })),
        select(vec!["2026", "1", "2026.5"])
            .prop_map(|name| ItemKind::Edition(Edition { name: name.to_owned(), span: NOWHERE })),
        used().prop_map(ItemKind::Use),
        vec(level(), 0..4).prop_map(|levels| ItemKind::Lints(Lints { levels })),
        vec(expr(), 0..4).prop_map(|conditions| ItemKind::Expect(Expect { conditions })),
    ];
    (docs(), vec(attribute(), 0..3), kind).prop_map(|(docs, attributes, kind)| Item {
        docs,
        attributes,
        kind,
        span: NOWHERE,
    })
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let arg = (option::of(name()), literal()).prop_map(|(name, value)| Arg { name, value });
    (name(), vec(arg, 0..4)).prop_map(|(name, args)| Attribute { name, args, span: NOWHERE })
}

fn used() -> impl Strategy<Value = Use> {
    prop_oneof![
        (vec(name(), 1..3), option::of(name())).prop_map(|(names, alias)| Use { path: UsePath::Library(names), alias }),
        (text(), name())
            .prop_map(|(path, alias)| Use { path: UsePath::File { path, span: NOWHERE }, alias: Some(alias) }),
        select(vec!["a.fwr", "b/c_d.fwr", "e"])
            .prop_map(|path| Use { path: UsePath::File { path: path.to_owned(), span: NOWHERE }, alias: None }),
    ]
}

fn level() -> impl Strategy<Value = LintLevel> {
    let level = select(vec!["allow", "warn", "deny"]).prop_map(ident);
    (level, vec(name(), 0..12)).prop_map(|(level, lints)| LintLevel { level, lints })
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    vec((name(), expr()).prop_map(|(name, value)| Field { name, value }), 0..4)
}

fn filter() -> impl Strategy<Value = Filter> {
    let kind = select(vec![
        FilterKind::Composed,
        FilterKind::Kernel,
        FilterKind::Extern,
        FilterKind::Encoder,
        FilterKind::Measure,
    ]);
    (kind, name(), vec(param(true), 0..4), ty(), block(expr())).prop_map(|(kind, name, params, returns, body)| {
        let native = matches!(kind, FilterKind::Extern | FilterKind::Encoder | FilterKind::Measure);
        Filter { kind, name, params, returns, body: (!native).then_some(body) }
    })
}

fn param(documented: bool) -> impl Strategy<Value = Param> {
    (docs(), name(), ty(), option::of(expr())).prop_map(move |(docs, name, ty, default)| {
        let docs = if documented { docs } else { Vec::new() };
        Param { docs, name, ty, default, span: NOWHERE }
    })
}

fn binding() -> impl Strategy<Value = Let> {
    (name(), expr()).prop_map(|(name, value)| Let { name, value })
}

fn block(value: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Block> {
    let lets = vec((name(), value.clone()), 0..3);
    (lets, value).prop_map(|(lets, value)| {
        let lets = lets.into_iter().map(|(name, value)| Let { name, value }).collect();
        Block { lets, value: Box::new(value), span: NOWHERE }
    })
}

fn ty() -> BoxedStrategy<TypeExpr> {
    let named = select(vec!["media", "video", "audio", "plane", "mask", "vectors", "int", "number", "text", "bool"])
        .prop_map(ident);
    let kind = prop_oneof![
        (bound(), bound()).prop_map(|(low, high)| TypeKind::Range(Box::new(low), Box::new(high))),
        vec(prop_oneof![name().prop_map(|name| at(ExprKind::Name(name.name))), number()], 1..4)
            .prop_map(TypeKind::OneOf),
        (named, vec(type_arg(), 0..4)).prop_map(|(name, args)| TypeKind::Named(name, args)),
    ];
    let of = |kind| TypeExpr { kind, span: NOWHERE };
    kind.prop_map(of)
        .prop_recursive(3, 6, 3, move |inner| {
            let required = inner.clone().prop_filter("one `?`", |ty| !matches!(ty.kind, TypeKind::Optional(_)));
            prop_oneof![
                required.prop_map(|ty| TypeKind::Optional(Box::new(ty))),
                (inner.clone(), option::of(bound()))
                    .prop_map(|(ty, count)| TypeKind::List(Box::new(ty), count.map(Box::new))),
                vec((name(), inner).prop_map(|(name, ty)| TypeField { name, ty }), 1..4).prop_map(TypeKind::Record),
            ]
            .prop_map(of)
        })
        .boxed()
}

fn type_arg() -> impl Strategy<Value = TypeArg> {
    prop_oneof![
        name().prop_map(TypeArg::Like),
        vec(requirement(), 1..3).prop_map(TypeArg::Any),
        property().prop_map(TypeArg::Property),
    ]
}

/// What a clip must be.
fn requirement() -> impl Strategy<Value = Choice> {
    prop_oneof![
        name().prop_map(|name| Choice::Value(at(ExprKind::Name(name.name)))),
        number().prop_map(Choice::Value),
        size().prop_map(Choice::Size),
        (bound(), bound()).prop_map(|(low, high)| Choice::Range(low, high)),
    ]
}

fn property() -> impl Strategy<Value = Property> {
    let choice = prop_oneof![
        expr().prop_map(Choice::Value),
        size().prop_map(Choice::Size),
        (bound(), bound()).prop_map(|(low, high)| Choice::Range(low, high)),
    ];
    (name(), vec(choice, 1..4)).prop_map(|(name, choices)| Property { name, choices })
}

fn size() -> impl Strategy<Value = Size> {
    (0..1_000_000_000u32, 0..9000u32).prop_map(|(width, height)| Size { width, height, span: NOWHERE })
}

/// A value that is not worked out.
fn literal() -> impl Strategy<Value = Expr> + Clone {
    prop_oneof![
        number(),
        number().prop_map(|value| at(ExprKind::Unary(UnaryOp::Neg, Box::new(value)))),
        text().prop_map(|value| at(ExprKind::Text(value))),
        any::<bool>().prop_map(|value| at(ExprKind::Bool(value))),
        name().prop_map(|name| at(ExprKind::Name(name.name))),
    ]
}

/// The patterns of a case.
fn patterns() -> impl Strategy<Value = Vec<Choice>> {
    let choice = prop_oneof![
        literal().prop_map(Choice::Value),
        (literal(), literal()).prop_map(|(low, high)| Choice::Range(low, high)),
    ];
    vec(choice, 1..3)
}

/// A bound of a range.
fn bound() -> impl Strategy<Value = Expr> + Clone {
    let leaf = prop_oneof![number(), name().prop_map(|name| at(ExprKind::Name(name.name)))];
    leaf.prop_recursive(2, 4, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|value| at(ExprKind::Unary(UnaryOp::Neg, Box::new(value)))),
            (inner.clone(), name()).prop_map(|(object, name)| at(ExprKind::Member(Box::new(object), name))),
            (inner.clone(), inner).prop_map(|(a, b)| at(ExprKind::Binary(BinaryOp::Add, Box::new(a), Box::new(b)))),
        ]
    })
}

/// Any expression.
fn expr() -> BoxedStrategy<Expr> {
    let leaf = literal();
    leaf.prop_recursive(5, 40, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            (boxed.clone(), name()).prop_map(|(object, name)| at(ExprKind::Member(object, name))),
            call(inner.clone()).prop_map(|call| at(ExprKind::Call(call))),
            (boxed.clone(), call(inner.clone())).prop_map(|(left, call)| at(ExprKind::Pipe(left, call))),
            (select(vec![UnaryOp::Neg, UnaryOp::Not]), boxed.clone())
                .prop_map(|(op, value)| at(ExprKind::Unary(op, value))),
            (operator(), boxed.clone(), boxed.clone()).prop_map(|(op, a, b)| at(ExprKind::Binary(op, a, b))),
            (boxed.clone(), boxed.clone(), boxed.clone()).prop_map(|(c, a, b)| at(ExprKind::If(c, a, b))),
            vec(inner.clone(), 0..4).prop_map(|values| at(ExprKind::List(values))),
            (boxed.clone(), vec(inner.clone(), 1..4)).prop_map(|(base, offsets)| at(ExprKind::Index(base, offsets))),
            (name(), vec((name(), bound(), bound()), 1..3), block(inner.clone()))
                .prop_map(|(op, over, body)| { at(ExprKind::Reduce(Reduce { op, over, body: Box::new(body) })) }),
            matching(inner.clone()),
            for_each(inner.clone()),
            vec((name(), inner).prop_map(|(name, value)| Field { name, value }), 1..4)
                .prop_map(|fields| at(ExprKind::Record(fields))),
        ]
    })
    .boxed()
}

fn matching(value: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Expr> {
    let arm = (patterns(), value.clone()).prop_map(|(patterns, value)| Arm { patterns, value, span: NOWHERE });
    (value.clone(), vec(arm, 1..4), option::of(value)).prop_map(|(subject, mut arms, rest)| {
        arms.extend(rest.map(|value| Arm { patterns: Vec::new(), value, span: NOWHERE }));
        at(ExprKind::Match(Match { subject: Box::new(subject), arms }))
    })
}

fn for_each(value: impl Strategy<Value = Expr> + Clone) -> impl Strategy<Value = Expr> {
    let over = prop_oneof![
        value.clone().prop_map(|values| Over::Values(Box::new(values))),
        (bound(), bound()).prop_map(|(low, high)| Over::Range(Box::new(low), Box::new(high))),
    ];
    let carry = (name(), value.clone()).prop_map(|(name, start)| Carry { name, start: Box::new(start) });
    (name(), over, option::of(carry), block(value))
        .prop_map(|(name, over, carry, body)| at(ExprKind::For(For { name, over, carry, body: Box::new(body) })))
}

fn call(value: impl Strategy<Value = Expr>) -> impl Strategy<Value = Call> {
    // Names of their own: a call on the name of a value is refused.
    let module = select(vec!["vhs", "old_tape"]).prop_map(ident);
    (option::of(module), name(), vec((option::of(name()), value), 0..4)).prop_map(|(module, name, args)| {
        let args = args.into_iter().map(|(name, value)| Arg { name, value }).collect();
        Call { module, name, args, span: NOWHERE }
    })
}

fn operator() -> impl Strategy<Value = BinaryOp> {
    use BinaryOp::*;
    select(vec![Or, And, Eq, Ne, Lt, Le, Gt, Ge, Add, Sub, Mul, Div, Rem])
}

fn number() -> impl Strategy<Value = Expr> + Clone {
    let digits = select(vec!["0", "1", "12", "0.5", "0.50", "1e-3", "2E5", "65536"]);
    let unit = prop_oneof![Just(Unit::None), select(Unit::ALL)];
    (digits, unit).prop_map(|(text, unit)| {
        at(ExprKind::Number { value: text.parse().expect("a number"), text: text.to_owned(), unit })
    })
}

fn name() -> impl Strategy<Value = Ident> + Clone {
    let names = [
        "a",
        "b",
        "clip",
        "src",
        "tape",
        "amount",
        "dx",
        "sum",
        "none",
        "edition",
        "lints",
        "carry",
        "list",
        "as",
        "measure",
        "a_rather_long_name_that_fills_lines",
        "e3",
    ];
    select(names.to_vec()).prop_map(ident)
}

fn text() -> impl Strategy<Value = String> + Clone {
    "[a-zé \"'\\\\\n\t/#{};]{0,12}"
}

fn docs() -> impl Strategy<Value = Vec<String>> {
    vec("( ?[a-z/!\"`]{0,8}){0,3}".prop_map(|line: String| line.trim_end().to_owned()), 0..3)
}

fn ident(name: &str) -> Ident {
    Ident { name: name.to_owned(), span: NOWHERE }
}

fn at(kind: ExprKind) -> Expr {
    Expr { kind, span: NOWHERE }
}
