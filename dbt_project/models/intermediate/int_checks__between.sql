{{ config(materialized='view') }}

with results as (

    select
        years.report_id,
        years.check_code,
        years.member,
        years.reason_code,
        years.expected,
        years.actual,
        years.implied_value,
        years.severity,
        explained.explanation_code,
        years.counterpart_id,
        years.cells_reported,
        years.cells_blank,
        years.cells_dash,
        years.cells_not_readable
    from {{ ref('int_checks__between_years') }} as years
    left join {{ ref('int_checks__carry_explained') }} as explained
        on
            years.report_id = explained.report_id
            and years.member = explained.member
            and years.check_code = 'Y-CARRY'

    union all by name

    select * from {{ ref('int_checks__between_reports') }}

    union all by name

    select * from {{ ref('int_checks__between_documents') }}

    union all by name

    select * from {{ ref('int_checks__direct_suits') }}

    union all by name

    select * from {{ ref('int_checks__levels') }}

    union all by name

    select * from {{ ref('int_checks__trends') }}

    union all by name

    select * from {{ ref('int_checks__between_counties') }}

    union all by name

    -- One row per check that the report's form cannot answer; a document without a form has none.
    select
        reports.report_id,
        checks.check_code,
        '' as member,
        'not_in_form' as reason_code
    from (
        select
            report_id,
            form_version,
            'between' as kind
        from {{ ref('int_reports__current') }}

        union all

        select
            report_id,
            form_version,
            'between_counties' as kind
        from {{ ref('fct_reports') }}
    ) as reports
    inner join {{ ref('checks') }} as checks
        on
            reports.kind = checks.kind
            and not list_contains(string_split(checks.forms, ' '), reports.form_version)
    where
        reports.form_version <> 'none'
        and checks.instead_of is null

),

decided as (

    select
        *,
        case
            when
                reason_code in (
                    'closed', 'closed_empty_as_zero', 'within_bound', 'within_bound_empty_as_zero', 'holds',
                    'claim_agrees'
                )
                then true
            when reason_code in ('exceeds_bound', 'violated', 'claim_differs') then false
        end as passed
    from results

),

judged as (

    select
        *,
        case when passed is distinct from true
            then rtrim(rtrim(cast(cast(expected as decimal(38, 4)) as varchar), '0'), '.')
        end as expected_text,
        case when passed is distinct from true
            then rtrim(rtrim(cast(cast(actual as decimal(38, 4)) as varchar), '0'), '.')
        end as actual_text
    from decided

)

select
    judged.report_id,
    judged.check_code,
    judged.member,
    judged.passed,
    judged.reason_code,
    cast(judged.expected as decimal(38, 4)) as expected,
    cast(judged.actual as decimal(38, 4)) as actual,
    cast(judged.actual - judged.expected as decimal(38, 4)) as residual,
    coalesce(judged.severity, checks.severity) as severity,
    -- Where two reports differ, one of them does: it is the offices' own where both were read in full.
    case
        when judged.passed = false
            then case
                when
                    documents.parse_status = 'ok'
                    and coalesce(counterparts.parse_status, 'ok') = 'ok'
                    then 'source'
                else 'unknown'
            end
    end as responsibility,
    -- A result that holds says so in the words of its reason alone; the others with their figures.
    case
        when judged.passed then reasons.label_zh || ' | ' || reasons.label_en
        else
            reasons.label_zh
            || coalesce('：应为 ' || judged.expected_text, '')
            || coalesce('，实为 ' || judged.actual_text, '')
            || coalesce('；' || explanations.label_zh, '')
            || coalesce('；见 ' || judged.place, '')
            || ' | ' || reasons.label_en
            || coalesce(': expected ' || judged.expected_text, '')
            || coalesce(', found ' || judged.actual_text, '')
            || coalesce('; ' || explanations.label_en, '')
            || coalesce('; see ' || judged.place, '')
    end as detail,
    cast(judged.implied_value as decimal(38, 4)) as implied_value,
    cast(coalesce(judged.cells_reported, 0) as integer) as cells_reported,
    cast(coalesce(judged.cells_blank, 0) as integer) as cells_blank,
    cast(coalesce(judged.cells_dash, 0) as integer) as cells_dash,
    cast(coalesce(judged.cells_not_readable, 0) as integer) as cells_not_readable,
    judged.explanation_code,
    judged.counterpart_id
from judged
inner join {{ ref('checks') }} as checks on judged.check_code = checks.check_code
inner join {{ ref('reasons') }} as reasons on judged.reason_code = reasons.reason_code
inner join {{ ref('fct_reports') }} as reports on judged.report_id = reports.report_id
inner join {{ ref('fct_documents') }} as documents on reports.document_id = documents.document_id
left join {{ ref('reasons') }} as explanations on judged.explanation_code = explanations.reason_code
-- Held against another report, or against another document of its own.
left join {{ ref('fct_reports') }} as other_reports on judged.counterpart_id = other_reports.report_id
left join {{ ref('fct_documents') }} as counterparts
    on coalesce(other_reports.document_id, judged.counterpart_id) = counterparts.document_id
where
    judged.reason_code = 'not_in_form'
    or list_contains(string_split(checks.forms, ' '), reports.form_version)
