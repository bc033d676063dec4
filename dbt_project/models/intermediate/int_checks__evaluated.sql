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

),

judged as (

    select
        results.*,
        checks.severity,
        coalesce(checks.table_name, case when checks.member_axis = 'table' then results.member end) as table_name,
        case
            when
                results.reason_code in (
                    'closed', 'closed_empty_as_zero', 'within_bound', 'within_bound_empty_as_zero', 'holds', 'said_so',
                    'claim_agrees', 'part_within'
                )
                then true
            when
                results.reason_code in (
                    'exceeds_total', 'short_of_total', 'exceeds_bound', 'violated', 'claim_differs', 'part_exceeds'
                )
                then false
        end as passed
    from results
    inner join {{ ref('checks') }} as checks on results.check_code = checks.check_code

)

select
    reports.report_id,
    judged.check_code,
    judged.member,
    judged.passed,
    judged.reason_code,
    cast(judged.expected as decimal(38, 4)) as expected,
    cast(judged.actual as decimal(38, 4)) as actual,
    cast(judged.actual - judged.expected as decimal(38, 4)) as residual,
    judged.severity,
    case when judged.passed = false then coalesce(tables.responsibility, 'unknown') end as responsibility,
    -- A result that holds says so in the words of its reason alone; the others with their figures.
    case
        when judged.passed then reasons.label_zh || ' | ' || reasons.label_en
        else
            reasons.label_zh
            || coalesce('：应为 ' || rtrim(rtrim(cast(cast(judged.expected as decimal(38, 4)) as varchar), '0'), '.'), '')
            || coalesce('，实为 ' || rtrim(rtrim(cast(cast(judged.actual as decimal(38, 4)) as varchar), '0'), '.'), '')
            || coalesce('；疑为 ' || judged.suspected_cell, '')
            || ' | ' || reasons.label_en
            || coalesce(': expected ' || rtrim(rtrim(cast(cast(judged.expected as decimal(38, 4)) as varchar), '0'), '.'), '')
            || coalesce(', found ' || rtrim(rtrim(cast(cast(judged.actual as decimal(38, 4)) as varchar), '0'), '.'), '')
            || coalesce('; probably ' || judged.suspected_cell, '')
    end as detail,
    cast(judged.implied_value as decimal(38, 4)) as implied_value,
    cast(coalesce(judged.cells_reported, 0) as integer) as cells_reported,
    cast(coalesce(judged.cells_blank, 0) as integer) as cells_blank,
    cast(coalesce(judged.cells_dash, 0) as integer) as cells_dash,
    cast(coalesce(judged.cells_not_readable, 0) as integer) as cells_not_readable,
    judged.explanation_code,
    judged.suspected_cell,
    cast(judged.suspected_value as decimal(38, 4)) as suspected_value
from judged
inner join {{ ref('int_checks__reports') }} as reports on judged.report_no = reports.report_no
inner join {{ ref('reasons') }} as reasons on judged.reason_code = reasons.reason_code
left join {{ ref('int_checks__tables') }} as tables
    on
        judged.report_no = tables.report_no
        and judged.table_name = tables.table_name
