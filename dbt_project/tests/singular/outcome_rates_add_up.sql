-- Without this, a row of the form left out of an indicator's terms would lower a rate silently: the results of a
-- report whose R-CONC holds in the total column are parts of what was concluded, so these rates cannot exceed 100 %.
select
    report_id,
    disclosure_rate + refusal_rate + unable_rate + rejected_rate as rates
from {{ ref('county_year') }}
inner join {{ ref('fct_checks') }} using (report_id)
where
    check_code = 'R-CONC'
    and member = 'total'
    and passed
    and disclosure_rate + refusal_rate + unable_rate + rejected_rate > 100 + 1e-9
