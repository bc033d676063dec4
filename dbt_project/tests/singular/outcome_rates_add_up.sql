-- Without this, a row of the form left out of an indicator's terms, or counted in two, would change a rate silently:
-- the results of a report whose R-CONC holds in the total column are all that was concluded, so the rates are 100 %.
with rates as (

    select
        report_id,
        sum(value) as total,
        count(value) as known
    from {{ ref('county_indicators') }}
    where
        indicator_code in (
            'grant_rate', 'partial_rate', 'refusal_rate', 'unable_rate', 'rejected_rate', 'other_rate'
        )
    group by report_id

)

select
    rates.report_id,
    rates.total
from rates
inner join {{ ref('fct_checks') }} as checks on rates.report_id = checks.report_id
where
    checks.check_code = 'R-CONC'
    and checks.member = 'total'
    and checks.passed
    and rates.known = 6
    and abs(rates.total - 100) > 1e-9
