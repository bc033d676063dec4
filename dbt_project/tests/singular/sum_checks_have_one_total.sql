-- Without this, a sum check with two cells on its right side would compare its parts with the sum of two totals,
-- and the rules for a total that was not printed would not apply to it.
select
    terms.check_code,
    terms.form_version,
    terms.member,
    count(*) as totals
from {{ ref('int_checks__terms') }} as terms
inner join {{ ref('checks') }} as checks on terms.check_code = checks.check_code
where
    checks.kind = 'sum'
    and terms.side = 'right'
group by terms.check_code, terms.form_version, terms.member
having count(*) <> 1
