-- Without this, a division with two periods that both cover a 31 December would count twice in its prefecture,
-- and its figures would appear twice in every comparison of that year.
select
    earlier.division_code,
    earlier.valid_from,
    later.valid_from as overlapping_from
from {{ ref('dim_division') }} as earlier
inner join {{ ref('dim_division') }} as later
    on
        earlier.division_code = later.division_code
        and earlier.valid_from < later.valid_from
        and coalesce(earlier.valid_to, date '9999-12-31') >= later.valid_from
