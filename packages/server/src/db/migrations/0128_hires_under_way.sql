-- Each hire looks for others of the same person that are being sent. Nearly all hires have ended or wait.
create index hires_under_way on hires (company_id, connection_id) where state in ('running', 'waiting');
