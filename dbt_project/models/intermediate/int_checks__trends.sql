-- What the prose says about the change in applications, against the figures of both years.
with series as (

    select * from {{ ref('int_reports__series') }}
    where form_version in ('2019', '2021')

),

claims as (

    select
        reports.report_id,
        claims.claim_code,
        claims.value,
        -- Half a unit of the last digit that is printed.
        0.5 / power(10, length(rtrim(split_part(cast(claims.value as varchar), '.', 2), '0'))) as tolerance
    from {{ ref('stg_archive__claims') }} as claims
    inner join {{ ref('int_reports__current') }} as reports on claims.document_id = reports.document_id
    where
        claims.claim_code in ('yoy_count', 'yoy_pct')
        and claims.value is not null

),

received as (

    select
        reports.report_id,
        halves.right_sum as new_total
    from {{ ref('int_checks__half_years') }} as halves
    inner join {{ ref('int_checks__reports') }} as reports on halves.report_no = reports.report_no
    where
        halves.instance_no in (
            select instance_no from {{ ref('int_checks__between_terms') }}
            where check_code = 'P-01'
        )
        and halves.period = 'this'
        and halves.right_reported = 1

),

changes as (

    select
        series.report_id,
        series.previous_report_id,
        series.previous_why_not,
        here.new_total - before.new_total as change_count,
        case
            when before.new_total > 0 then 100 * (here.new_total - before.new_total) / before.new_total
        end as change_pct
    from series
    left join received as here on series.report_id = here.report_id
    left join received as before on series.previous_report_id = before.report_id

),

compared as (

    select
        changes.report_id,
        claims.claim_code,
        count(*) as stated,
        count(*) filter (where sign(claims.value) = sign(changes.change_count)) as signs_agree,
        count(*) filter (
            where
                case claims.claim_code
                    when 'yoy_count' then claims.value = changes.change_count
                    else abs(claims.value - changes.change_pct) <= claims.tolerance
                end
        ) as figures_agree,
        any_value(
            case claims.claim_code when 'yoy_count' then changes.change_count else changes.change_pct end
        ) as expected,
        max_by(
            claims.value,
            abs(
                claims.value
                - case claims.claim_code when 'yoy_count' then changes.change_count else changes.change_pct end
            )
        ) as actual
    from changes
    inner join claims on changes.report_id = claims.report_id
    group by changes.report_id, claims.claim_code

),

signs as (

    select
        report_id,
        sum(stated) as stated,
        sum(signs_agree) as signs_agree
    from compared
    group by report_id

)

select
    changes.report_id,
    'N-11' as check_code,
    codes.claim_code as member,
    case
        when compared.stated is null then 'not_stated'
        when changes.previous_why_not is not null then changes.previous_why_not
        when compared.expected is null then 'figure_not_printed'
        when compared.figures_agree = compared.stated then 'claim_agrees'
        else 'claim_differs'
    end as reason_code,
    cast(compared.expected as decimal(38, 4)) as expected,
    cast(compared.actual as decimal(38, 4)) as actual,
    changes.previous_report_id as counterpart_id
from changes
cross join (values ('yoy_count'), ('yoy_pct')) as codes (claim_code)
left join compared
    on
        changes.report_id = compared.report_id
        and codes.claim_code = compared.claim_code

union all

select
    changes.report_id,
    'Y-SIGN' as check_code,
    '' as member,
    case
        when signs.stated is null then 'not_stated'
        when changes.previous_why_not is not null then changes.previous_why_not
        when changes.change_count is null then 'figure_not_printed'
        when signs.signs_agree = signs.stated then 'claim_agrees'
        else 'claim_differs'
    end as reason_code,
    case when signs.stated is not null then cast(changes.change_count as decimal(38, 4)) end as expected,
    cast(null as decimal(38, 4)) as actual,
    changes.previous_report_id as counterpart_id
from changes
left join signs on changes.report_id = signs.report_id
