-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with tables as (

    select * from {{ ref('int_checks__tables') }}

),

checks as (

    select
        check_code,
        table_name,
        coalesce(member_axis, '') = 'table' as is_for_each_table,
        string_split(forms, ' ') as forms
    from {{ ref('checks') }}
    where kind = 'structure'

),

nothing_said as (

    select
        report_no,
        claim_code
    from {{ ref('int_checks__claims') }}
    where claim_code in ('none_received', 'none_disputed')
    group by report_no, claim_code

),

-- What of each table is held against what the form has; is_violated NULL would mean that nothing can be said.
of_tables as (

    select
        tables.report_no,
        tables.form_version,
        tables.table_name,
        tables.cells_found = 0 as is_absent,
        unnest(
            [
                {
                    'check_code': 'S-01',
                    'is_violated': cells_reported + cells_unread = 0 and nothing_said.report_no is null,
                    'expected': null,
                    'actual': cells_reported
                },
                {
                    'check_code': 'S-03',
                    'is_violated': rows_found <> rows_in_form or order_issues > 0,
                    'expected': rows_in_form,
                    'actual': rows_found
                },
                {
                    'check_code': 'S-04',
                    'is_violated': columns_found <> columns_in_form or heading_issues > 0,
                    'expected': columns_in_form,
                    'actual': columns_found
                },
                {
                    'check_code': 'S-05',
                    'is_violated': cells_blank > 0 and zeros > 0,
                    'expected': null,
                    'actual': cells_blank
                },
                {'check_code': 'S-10', 'is_violated': decimals > 0, 'expected': 0, 'actual': decimals},
                {'check_code': 'S-11', 'is_violated': negatives > 0, 'expected': 0, 'actual': negatives},
                {'check_code': 'S-12', 'is_violated': odd_numbers > 0, 'expected': 0, 'actual': odd_numbers},
                {
                    'check_code': 'S-15',
                    'is_violated': cells_found <> cells_in_form or heading_issues > 0,
                    'expected': cells_in_form,
                    'actual': cells_found
                },
                {
                    'check_code': 'R-OTH21',
                    'is_violated': other_rows_found <> 3,
                    'expected': 3,
                    'actual': other_rows_found
                },
                {
                    'check_code': 'A19-01',
                    'is_violated': decimals + negatives > 0,
                    'expected': 0,
                    'actual': decimals + negatives
                },
                {
                    'check_code': 'A21-01',
                    'is_violated': decimals + negatives > 0,
                    'expected': 0,
                    'actual': decimals + negatives
                },
                {'check_code': 'A21-07', 'is_violated': label_issues > 0, 'expected': 0, 'actual': label_issues},
                {'check_code': 'U-07', 'is_violated': large_units > 0, 'expected': 0, 'actual': large_units}
            ],
            recursive := true
        )
    from tables
    left join nothing_said
        on
            tables.report_no = nothing_said.report_no
            and (tables.table_name, nothing_said.claim_code)
            in (('applications', 'none_received'), ('reviews', 'none_disputed'))

),

per_report as (

    select
        report_no,
        any_value(form_version) as form_version,
        count(*) filter (where cells_found > 0) as tables_found,
        sum(foreign_issues) as foreign_issues,
        sum(above_zero) as above_zero,
        sum(tens) as tens
    from tables
    group by report_no

),

rows_filled as (

    select
        report_no,
        count(*) filter (where starts_with(reason_code, 'residual_')) as residuals,
        count(*) filter (
            where
                check_code = 'R-ROW'
                and reason_code = 'total_not_printed'
                and left_reported > 0
                and cells_not_readable = 0
        ) as totals_missing,
        count(*) filter (where check_code = 'R-ROW' and actual > 0 and left_reported = 0) as applicants_missing
    from {{ ref('int_checks__sums') }}
    where not is_stand_in
    group by report_no

),

sections as (

    select
        report_no,
        count(*) as sections_found,
        count(distinct section_no) as numbers_found,
        max(length(regexp_replace(text, '\s', '', 'g'))) filter (where section_no = 5) as fifth_length
    from {{ ref('int_checks__sections') }}
    where section_no between 1 and 6
    group by report_no

),

of_reports as (

    select
        per_report.report_no,
        per_report.form_version,
        unnest(
            [
                {'check_code': 'S-02', 'is_violated': tables_found < 3, 'expected': 3, 'actual': tables_found},
                {'check_code': 'S-06', 'is_violated': residuals > 0, 'expected': 0, 'actual': residuals},
                {'check_code': 'S-07', 'is_violated': totals_missing > 0, 'expected': 0, 'actual': totals_missing},
                {
                    'check_code': 'S-08',
                    'is_violated': applicants_missing > 0,
                    'expected': 0,
                    'actual': applicants_missing
                },
                {
                    'check_code': 'S-09',
                    'is_violated': (reports.report_year >= 2021) <> (reports.form_version = '2021')
                    or reports.report_year < 2019,
                    'expected': cast(reports.form_version as integer),
                    'actual': reports.report_year
                },
                {
                    'check_code': 'S-16',
                    'is_violated': sections_found <> 6 or numbers_found <> 6,
                    'expected': 6,
                    'actual': numbers_found
                },
                -- 无 and 暂无 have one or two characters; the shortest real text is a sentence.
                {
                    'check_code': 'S-18',
                    'is_violated': fifth_length < 10,
                    'expected': null,
                    'actual': fifth_length
                },
                {'check_code': 'X-07', 'is_violated': foreign_issues > 0, 'expected': 0, 'actual': foreign_issues},
                {
                    'check_code': 'P-11',
                    'is_violated': if(above_zero < 5, null, tens = above_zero),
                    'expected': null,
                    'actual': tens
                }
            ],
            recursive := true
        )
    from per_report
    inner join {{ ref('int_checks__reports') }} as reports on per_report.report_no = reports.report_no
    inner join rows_filled on per_report.report_no = rows_filled.report_no
    left join sections on per_report.report_no = sections.report_no

)

select
    of_tables.report_no,
    of_tables.check_code,
    if(checks.is_for_each_table, of_tables.table_name, '') as member,
    case
        when is_absent then 'table_not_found'
        when is_violated then 'violated'
        when of_tables.check_code = 'S-01' and actual = 0 then 'said_so'
        else 'holds'
    end as reason_code,
    expected,
    actual
from of_tables
inner join checks
    on
        of_tables.check_code = checks.check_code
        and list_contains(checks.forms, of_tables.form_version)
        and (checks.is_for_each_table or checks.table_name = of_tables.table_name)
-- Article 20 has checks of its own for its counts, A19-01 and A21-01.
where not (of_tables.check_code in ('S-10', 'S-11') and of_tables.table_name = 'article20')

union all

select
    report_no,
    check_code,
    '' as member,
    case
        when is_violated then 'violated'
        when not is_violated then 'holds'
        when check_code = 'P-11' then 'below_threshold'
        when check_code = 'S-09' then 'not_stated'
        else 'no_sections'
    end as reason_code,
    expected,
    actual
from of_reports

union all

-- Only where the results of a column do not add up is it asked whether partial answers were counted again.
select
    sums.report_no,
    'R-PART' as check_code,
    sums.member,
    case
        when cells.value is null then 'figure_not_printed'
        when cells.value > 0 and sums.expected - sums.actual = cells.value then 'violated'
        else 'holds'
    end as reason_code,
    cells.value as expected,
    sums.expected - sums.actual as actual
from {{ ref('int_checks__sums') }} as sums
inner join {{ ref('int_checks__terms') }} as terms
    on sums.instance_no = terms.instance_no and terms.row_code = 'partly_granted'
left join {{ ref('int_checks__cells') }} as cells
    on sums.report_no = cells.report_no and terms.cell_no = cells.cell_no
where sums.check_code = 'R-CONC' and sums.reason_code in ('exceeds_total', 'short_of_total')
