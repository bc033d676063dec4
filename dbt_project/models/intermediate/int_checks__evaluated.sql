-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with open_sums as (

    select distinct
        report_no,
        check_code
    from {{ ref('int_checks__sums') }}
    where passed is null and (cells_reported > 0 or member = 'total')

),

-- A sum that stands in for others (instead_of) is kept where one of those could not be evaluated.
sums as (

    select sums.*
    from {{ ref('int_checks__sums') }} as sums
    inner join {{ ref('checks') }} as checks on sums.check_code = checks.check_code
    where
        checks.instead_of is null
        or (
            sums.reason_code <> 'empty_table'
            and exists (
                select 1
                from open_sums
                where
                    open_sums.report_no = sums.report_no
                    and list_contains(string_split(checks.instead_of, ' '), open_sums.check_code)
            )
        )

),

results as (

    select
        sums.report_no,
        sums.check_code,
        sums.member,
        sums.reason_code,
        sums.expected,
        sums.actual,
        null as explanation_code,
        suspects.suspected_cell,
        suspects.suspected_value,
        case when sums.reason_code = 'residual_in_one_blank' then abs(sums.actual - sums.expected) end as implied_value,
        sums.cells_reported,
        sums.cells_blank,
        sums.cells_dash,
        sums.cells_not_readable
    from sums
    left join {{ ref('int_checks__suspects') }} as suspects
        on sums.report_no = suspects.report_no and sums.instance_no = suspects.instance_no

    union all by name

    select
        report_no,
        check_code,
        member,
        reason_code,
        expected,
        actual,
        cells_reported,
        cells_blank,
        cells_dash,
        cells_not_readable
    from {{ ref('int_checks__bounds') }}

    union all by name

    select * from {{ ref('int_checks__prose') }}

    union all by name

    select * from {{ ref('int_checks__structure') }}

    union all by name

    select * from {{ ref('int_checks__article20') }}

    union all by name

    select * from {{ ref('int_checks__plausibility') }}

    union all by name

    select * from {{ ref('int_checks__identity') }}

    union all by name

    -- One row per check that the report's form cannot answer; a document without a form has none.
    select
        reports.report_no,
        checks.check_code,
        '' as member,
        'not_in_form' as reason_code
    from {{ ref('int_checks__reports') }} as reports
    inner join {{ ref('checks') }} as checks
        on not list_contains(string_split(checks.forms, ' '), reports.form_version)
    where
        reports.form_version <> 'none'
        and checks.kind not in ('between', 'between_counties')
        and checks.instead_of is null

)

select
    report_no,
    check_code,
    member,
    case
        when
            reason_code in (
                'closed', 'closed_empty_as_zero', 'within_bound', 'within_bound_empty_as_zero', 'holds', 'said_so',
                'claim_agrees', 'part_within'
            )
            then true
        when
            reason_code in (
                'exceeds_total', 'short_of_total', 'exceeds_bound', 'violated', 'claim_differs', 'part_exceeds'
            )
            then false
    end as passed,
    reason_code,
    cast(expected as decimal(38, 4)) as expected,
    cast(actual as decimal(38, 4)) as actual,
    cast(implied_value as decimal(38, 4)) as implied_value,
    cast(coalesce(cells_reported, 0) as integer) as cells_reported,
    cast(coalesce(cells_blank, 0) as integer) as cells_blank,
    cast(coalesce(cells_dash, 0) as integer) as cells_dash,
    cast(coalesce(cells_not_readable, 0) as integer) as cells_not_readable,
    explanation_code,
    suspected_cell,
    cast(suspected_value as decimal(38, 4)) as suspected_value
from results
