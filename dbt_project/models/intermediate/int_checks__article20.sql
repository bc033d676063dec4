-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with cells as (

    select
        cells.report_no,
        places.form_version,
        places.row_code,
        places.col_code,
        cells.value,
        cells.unit,
        cells.cell_status,
        cells.odd_text
    from {{ ref('int_checks__cells') }} as cells
    inner join {{ ref('int_forms__cells') }} as places
        on cells.cell_no = places.cell_no and places.table_name = 'article20'

),

-- One row of the table on one line; a column that the row has not in the form stays NULL.
lines as (

    select
        report_no,
        form_version,
        row_code,
        max(value) filter (where col_code = 'made') as made,
        max(value) filter (where col_code = 'in_force') as in_force,
        max(value) filter (where col_code = 'decisions') as decisions,
        max(value) filter (where col_code = 'items_last_year') as items_last_year,
        max(value) filter (where col_code = 'change') as change,
        max(value) filter (where col_code = 'projects') as projects,
        max(value) filter (where col_code in ('amount', 'amount_10k_yuan')) as amount,
        max(unit) filter (where col_code in ('amount', 'amount_10k_yuan')) as amount_unit,
        max(cell_status) filter (where col_code in ('amount', 'amount_10k_yuan')) as amount_status,
        max(odd_text) filter (where col_code in ('amount', 'amount_10k_yuan')) as amount_text
    from cells
    group by report_no, form_version, row_code

),

-- A check is asked of the rows that have all the columns it needs.
lines_asked as (

    select
        places.form_version,
        places.row_code,
        needed.check_code
    from {{ ref('int_forms__cells') }} as places
    inner join (
        values
        ('A21-06', 'in_force'),
        ('A19-04', 'decisions'),
        ('A19-11', 'items_last_year'),
        ('A19-08', 'projects'),
        ('A19-09', 'projects'),
        ('U-01', 'amount'),
        ('U-01', 'amount_10k_yuan'),
        ('U-05', 'amount'),
        ('U-05', 'amount_10k_yuan'),
        ('U-06', 'amount')
    ) as needed (check_code, col_code) on places.col_code = needed.col_code
    where places.table_name = 'article20'

),

of_lines as (

    select
        report_no,
        form_version,
        row_code,
        amount_unit = 'unknown' as has_no_unit,
        amount_status in ('unreadable', 'ambiguous', 'missing') as is_amount_unread,
        unnest(
            [
                {
                    'check_code': 'A21-06',
                    'is_violated': if(made is null, null, in_force is null),
                    'expected': null,
                    'actual': in_force
                },
                {
                    'check_code': 'A19-04',
                    'is_violated': if(
                        decisions is null,
                        null,
                        decisions > 0 and coalesce(items_last_year, 0) + greatest(coalesce(change, 0), 0) <= 0
                    ),
                    'expected': decisions,
                    'actual': coalesce(items_last_year, 0) + greatest(coalesce(change, 0), 0)
                },
                {
                    'check_code': 'A19-11',
                    'is_violated': items_last_year >= 100000
                    or (items_last_year > 50 and items_last_year = coalesce(decisions, 0)),
                    'expected': decisions,
                    'actual': items_last_year
                },
                {
                    'check_code': 'U-01',
                    'is_violated': if(
                        amount_status is null,
                        null,
                        coalesce(regexp_matches(amount_text, '[亿億]|(^|[^万萬亿億])元'), false)
                    ),
                    'expected': null,
                    'actual': amount
                },
                {
                    'check_code': 'U-05',
                    'is_violated': amount >= 1000000
                    or coalesce(regexp_matches(amount_text, '[.．][0-9０-９]{7}'), false),
                    'expected': 1000000,
                    'actual': amount
                },
                {
                    'check_code': 'U-06',
                    'is_violated': amount <> 0 and amount_unit = 'unknown',
                    'expected': null,
                    'actual': amount
                },
                {
                    'check_code': 'A19-08',
                    'is_violated': if(
                        is_amount_unread or coalesce(projects, amount) is null,
                        null,
                        (coalesce(projects, 0) > 0) <> (coalesce(amount, 0) > 0)
                    ),
                    'expected': projects,
                    'actual': amount
                },
                {
                    'check_code': 'A19-09',
                    'is_violated': 10 * amount < projects or amount > 100000 * projects,
                    'expected': projects,
                    'actual': amount
                }
            ],
            recursive := true
        )
    from lines

),

-- The whole table on one line.
totals as (

    select
        report_no,
        form_version,
        count(*) filter (where col_code = 'change' and cell_status = 'reported') as changes,
        count(*) filter (where col_code = 'change' and cell_status = 'unreadable') as changes_unread,
        count(*) filter (where col_code = 'change' and value <> 0) as changes_above_zero,
        count(*) filter (
            where col_code = 'change' and value <> 0 and regexp_matches(odd_text, '[-－+＋−增减減↑↓]')
        ) as changes_signed,
        max(value) filter (where row_code = 'licences' and col_code = 'decisions') as licences,
        max(value) filter (where row_code = 'penalties' and col_code = 'decisions') as penalties
    from cells
    group by report_no, form_version

),

stocks as (

    select
        report_no,
        count(*) filter (where change is not null and items_last_year is not null) as pairs,
        count(*) filter (where change = items_last_year and change > 0) as equal_pairs
    from lines
    group by report_no

),

of_tables as (

    select
        totals.report_no,
        totals.form_version,
        reports.scope,
        unnest(
            [
                -- One sign in the column says that the office prints signs: figures without one are increases.
                {
                    'check_code': 'A19-02',
                    'is_violated': if(
                        changes + changes_unread = 0,
                        null,
                        changes_unread > 0 or (changes_above_zero > 0 and changes_signed = 0)
                    ),
                    'expected': null,
                    'actual': changes_unread + changes_above_zero - changes_signed
                },
                {
                    'check_code': 'A19-10',
                    'is_violated': if(pairs = 0, null, equal_pairs >= 3),
                    'expected': null,
                    'actual': equal_pairs
                },
                {
                    'check_code': 'A21-08',
                    'is_violated': if(scope = 'government', licences <= 0 or penalties <= 0, null),
                    'expected': null,
                    'actual': least(licences, penalties)
                }
            ],
            recursive := true
        )
    from totals
    inner join {{ ref('int_checks__reports') }} as reports on totals.report_no = reports.report_no
    inner join stocks on totals.report_no = stocks.report_no

)

select
    of_lines.report_no,
    of_lines.check_code,
    if(checks.member_axis = 'matter', of_lines.row_code, '') as member,
    case
        when is_amount_unread and checks.member_axis is null then 'cell_not_readable'
        when has_no_unit and of_lines.check_code in ('U-05', 'A19-09') then 'unit_unknown'
        when of_lines.check_code = 'A19-09' and expected * actual = 0 then 'below_threshold'
        when is_violated then 'violated'
        when not is_violated then 'holds'
        else 'figure_not_printed'
    end as reason_code,
    expected,
    actual
from of_lines
inner join {{ ref('checks') }} as checks
    on of_lines.check_code = checks.check_code and contains(checks.forms, of_lines.form_version)
inner join lines_asked
    on
        of_lines.form_version = lines_asked.form_version
        and of_lines.row_code = lines_asked.row_code
        and of_lines.check_code = lines_asked.check_code

union all

select
    report_no,
    of_tables.check_code,
    '' as member,
    case
        when is_violated then 'violated'
        when not is_violated then 'holds'
        when of_tables.check_code = 'A21-08' and scope is distinct from 'government' then 'not_concerned'
        else 'figure_not_printed'
    end as reason_code,
    expected,
    actual
from of_tables
inner join {{ ref('checks') }} as checks
    on of_tables.check_code = checks.check_code and contains(checks.forms, of_tables.form_version)
