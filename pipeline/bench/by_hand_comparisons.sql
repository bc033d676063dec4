create table fct_reports as
select reports.*, checks.* exclude (report_id),
    case when failed > 0 then 'C' when unevaluated > 0 then 'B' else 'A' end as quality_grade
from reports left join (
    select report_id, count(*) filter (where passed) as held, count(*) filter (where not passed) as failed,
        count(*) filter (where passed is null) as unevaluated
    from fct_checks where severity = 'error' group by report_id
) as checks using (report_id);

-- Counties: the government's report, or the office's; an empty cell is 0 where a sum that closes says so.
create temp table counties as
select report_id, document_id, division_code, report_year, scope, form_version, days_late, held, failed
from fct_reports where scope in ('government', 'office') and division_code not like '%00'
qualify row_number() over (partition by division_code, report_year order by scope) = 1;

create temp table proven as
select report_id, member from fct_checks inner join counties using (report_id)
where reason_code = 'closed_empty_as_zero' group by all;

create temp table known as
select counties.report_id, table_name, row_code, col_code, cell_status = 'reported' as is_reported,
    case when cell_status = 'reported' then value when proven.member is not null then 0 end as value
from cells inner join counties using (document_id)
left join proven on counties.report_id = proven.report_id and cells.row_code = proven.member
    and cells.cell_status in ('blank', 'dash')
union all
select report_id, 'report', unnest(['days_late', 'checks_held', 'checks_decided']), 'value', true,
    unnest([days_late, held, held + failed])
from counties;

create temp table terms as
with written as (
    select indicator_code, unnest(string_split(forms, ' ')) as form_version, part, coefficient::integer as coefficient,
        years_back::integer as years_back, table_name, row_code, col_code
    from read_csv(getvariable('seeds') || '/indicator_terms.csv', all_varchar = true)
), groups as (from read_csv(getvariable('seeds') || '/cell_groups.csv', all_varchar = true)
)
select written.* replace (coalesce(r.code, row_code) as row_code, coalesce(c.code, col_code) as col_code)
from written
left join groups as r on row_code = '@' || r.group_code
left join groups as c on col_code = '@' || c.group_code;

create temp table indicators as
from read_csv(getvariable('seeds') || '/indicators.csv', all_varchar = true) where kind <> 'group';

create temp table measured as
with sources as (
    select report_id, form_version, 0 as years_back, report_id as source_id from counties
    union all
    select this.report_id, this.form_version, 1, previous.report_id
    from counties as this inner join counties as previous
        on this.division_code = previous.division_code and this.report_year = previous.report_year + 1
        and this.scope = previous.scope
), parts as (
    select sources.report_id, indicator_code, part, sum(coefficient * value) as value
    from sources inner join terms using (form_version, years_back)
    inner join known on sources.source_id = known.report_id and terms.table_name = known.table_name
        and terms.row_code = known.row_code and terms.col_code = known.col_code
    group by all having count(*) = count(value)
), wide as (
    select report_id, indicator_code, max(value) filter (where part = 'numerator') as numerator,
        coalesce(max(value) filter (where part = 'denominator'),
            max(value) filter (where part = 'denominator_else')) as denominator
    from parts group by all
)
select counties.division_code, counties.report_year, counties.scope, counties.form_version, counties.report_id,
    indicator_code, higher_is, numerator, denominator,
    case when kind in ('share', 'ratio')
        then (numerator * multiplier::integer)::double / nullif(denominator::double, 0)
        else numerator::double end as value,
    try_cast(min_denominator as integer) as min_denominator
from counties cross join indicators left join wide using (report_id, indicator_code);

create temp table divisions as
select years.report_year, places.*, case when division_code like '99%' then 'demo' else 'cn' end as nation_code,
    level || province_code as peer_group
from (select distinct report_year from reports) as years
inner join read_csv(getvariable('seeds') || '/divisions.csv', types = {'division_code': 'varchar',
    'prefecture_code': 'varchar', 'province_code': 'varchar', 'valid_from': 'date', 'valid_to': 'date'}) as places
    on make_date(years.report_year, 12, 31) between valid_from and coalesce(valid_to, date '9999-12-31')
where division_code not like '%00';

create table county_year as
pivot (select division_code, report_year, scope, form_version, report_id, indicator_code, value from measured)
on indicator_code using any_value(value);

create table compare_years as
select this.division_code, this.indicator_code, this.report_year, this.value, previous.value as previous_value,
    this.value - previous.value as change,
    case when previous.value > 0 then 100 * (this.value - previous.value) / previous.value end as pct_change,
    this.scope, this.form_version, this.report_id,
    last_value(this.value ignore nulls) over before as last_available_value,
    first_value(this.value ignore nulls) over before as first_value,
    sum(this.numerator) over three_years as pooled_numerator,
    sum(this.denominator) over three_years as pooled_denominator
from measured as this left join measured as previous
    on this.division_code = previous.division_code and this.indicator_code = previous.indicator_code
    and this.report_year = previous.report_year + 1 and this.scope = previous.scope
window before as (partition by this.division_code, this.indicator_code, this.scope order by this.report_year
        rows between unbounded preceding and 1 preceding),
    three_years as (partition by this.division_code, this.indicator_code, this.scope order by this.report_year
        range between 2 preceding and current row);

create temp table placed as
select measured.*, division_name, nation_code, province_code, prefecture_code, peer_group,
    value is not null and coalesce(denominator >= min_denominator, true) as is_ranked
from measured left join divisions using (division_code, report_year);

create table compare_counties as
with ranked as (
    select division_code, indicator_code, report_year,
        rank() over (partition by indicator_code, report_year, scope, nation_code order by value) as nation_rank,
        count(*) over (partition by indicator_code, report_year, scope, nation_code, value) as nation_ties,
        rank() over (partition by indicator_code, report_year, scope, nation_code, province_code order by value) as province_rank,
        count(*) over (partition by indicator_code, report_year, scope, nation_code, province_code, value) as province_ties,
        rank() over (partition by indicator_code, report_year, scope, nation_code, province_code, prefecture_code order by value) as prefecture_rank,
        count(*) over (partition by indicator_code, report_year, scope, nation_code, province_code, prefecture_code, value) as prefecture_ties,
        rank() over (partition by indicator_code, report_year, scope, nation_code, peer_group order by value) as peer_rank,
        count(*) over (partition by indicator_code, report_year, scope, nation_code, peer_group, value) as peer_ties
    from placed
    where is_ranked
), nation_spread as (
    select indicator_code, report_year, scope, nation_code, count(*) as n, quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
    from placed
    where is_ranked
    group by all
), province_spread as (
    select indicator_code, report_year, scope, nation_code, province_code, count(*) as n, quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
    from placed
    where is_ranked
    group by all
), prefecture_spread as (
    select indicator_code, report_year, scope, nation_code, province_code, prefecture_code, count(*) as n, quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
    from placed
    where is_ranked
    group by all
), peer_spread as (
    select indicator_code, report_year, scope, nation_code, peer_group, count(*) as n, quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
    from placed
    where is_ranked
    group by all
)
select placed.division_code, placed.indicator_code, placed.report_year, value, placed.scope, report_id, numerator,
    denominator, division_name,
    nation_rank, nation_ties, nation_spread.n as nation_n, nation_spread.quartiles as nation_quartiles,
    100 * (nation_rank - 1 + nation_ties / 2) / nation_spread.n as nation_percentile,
    province_rank, province_ties, province_spread.n as province_n, province_spread.quartiles as province_quartiles,
    100 * (province_rank - 1 + province_ties / 2) / province_spread.n as province_percentile,
    prefecture_rank, prefecture_ties, prefecture_spread.n as prefecture_n, prefecture_spread.quartiles as prefecture_quartiles,
    100 * (prefecture_rank - 1 + prefecture_ties / 2) / prefecture_spread.n as prefecture_percentile,
    peer_rank, peer_ties, peer_spread.n as peer_n, peer_spread.quartiles as peer_quartiles,
    100 * (peer_rank - 1 + peer_ties / 2) / peer_spread.n as peer_percentile
from placed
left join ranked using (division_code, indicator_code, report_year)
left join nation_spread on placed.indicator_code = nation_spread.indicator_code
    and placed.report_year = nation_spread.report_year and placed.scope = nation_spread.scope
    and placed.nation_code = nation_spread.nation_code
left join province_spread on placed.indicator_code = province_spread.indicator_code
    and placed.report_year = province_spread.report_year and placed.scope = province_spread.scope
    and placed.nation_code = province_spread.nation_code and placed.province_code = province_spread.province_code
left join prefecture_spread on placed.indicator_code = prefecture_spread.indicator_code
    and placed.report_year = prefecture_spread.report_year and placed.scope = prefecture_spread.scope
    and placed.nation_code = prefecture_spread.nation_code and placed.province_code = prefecture_spread.province_code and placed.prefecture_code is not distinct from prefecture_spread.prefecture_code
left join peer_spread on placed.indicator_code = peer_spread.indicator_code
    and placed.report_year = peer_spread.report_year and placed.scope = peer_spread.scope
    and placed.nation_code = peer_spread.nation_code and placed.peer_group = peer_spread.peer_group;
